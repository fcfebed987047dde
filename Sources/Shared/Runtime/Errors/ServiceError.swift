import GRPCCore
import GRPCProtobuf
import SwiftProtobuf

/// An error as it crosses a service's border: a gRPC code, a stable reason, words for people, and the
/// details of `google.rpc` (AIP-193).
///
/// A service's own errors are an enum that conforms to ``DomainError``; this is what they become.
public struct ServiceError: Error, Sendable, Equatable {
  public var code: RPCError.Code
  /// UPPER_SNAKE, stable, in `ErrorInfo.reason`.
  public var reason: String
  /// For people, in the documented language.
  public var message: String
  /// In `ErrorInfo.metadata`.
  public var metadata: [String: String]
  /// Every bad field, in `BadRequest`.
  public var violations: [FieldViolation]
  /// In `RetryInfo`.
  public var retryAfter: Duration?
  /// The HTTP status where the code's usual one is not the documented one (402).
  public var httpStatus: Int?

  public init(
    _ code: RPCError.Code, _ reason: String, _ message: String, metadata: [String: String] = [:],
    violations: [FieldViolation] = [], retryAfter: Duration? = nil, httpStatus: Int? = nil
  ) {
    self.code = code
    self.reason = reason
    self.message = message
    self.metadata = metadata
    self.violations = violations
    self.retryAfter = retryAfter
    self.httpStatus = httpStatus
  }
}

extension ServiceError: DomainError {
  public var serviceError: ServiceError { self }
}
