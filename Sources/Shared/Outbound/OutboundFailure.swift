import AsyncHTTPClient
import NIOCore

/// Why there is no answer; without anything secret.
public enum OutboundFailure: Error, Equatable, CustomStringConvertible {
  case timedOut
  case connectTimedOut
  case answerTooLong
  case unreachable

  public var description: String {
    switch self {
    case .timedOut: "it did not answer in time"
    case .connectTimedOut: "the connection timed out"
    case .answerTooLong: "its answer was too long"
    case .unreachable: "it could not be reached"
    }
  }

  /// What an error of the HTTP client means.
  public init(_ error: any Error) {
    switch error {
    case let failure as OutboundFailure: self = failure
    case is NIOTooManyBytesError: self = .answerTooLong
    case let error as HTTPClientError where error == .connectTimeout: self = .connectTimedOut
    case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: self = .timedOut
    default: self = .unreachable
    }
  }

  /// For `error.type` of a span.
  var code: String {
    switch self {
    case .timedOut, .connectTimedOut: "timeout"
    case .answerTooLong: "answer_too_long"
    case .unreachable: "unreachable"
    }
  }
}
