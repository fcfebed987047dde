import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat

/// HTTP to the systems that the auth service calls: ten seconds for a whole exchange, a mebibyte of answer,
/// and no redirect is followed, since it would carry secrets to wherever the answer says.
struct OutboundHTTP: Sendable {
  /// For a whole exchange.
  var timeout = Duration.seconds(10)

  /// A whole answer.
  struct Answer: Sendable {
    var status: Int
    var body: Data

    /// The body as JSON, or nil when it is none of this form.
    func json<T: Decodable>(as: T.Type) -> T? { try? JSONDecoder().decode(T.self, from: body) }
  }

  /// Why there is no answer; without anything secret.
  enum Failure: Error, Equatable, CustomStringConvertible {
    case timedOut
    case answerTooLong
    case unreachable

    var description: String {
      switch self {
      case .timedOut: "it did not answer in time"
      case .answerTooLong: "its answer was too long"
      case .unreachable: "it could not be reached"
      }
    }
  }

  private static let longestAnswer = 1 << 20

  /// Lives as long as the process, as its connections do.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.timeout.connect = .seconds(5)
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// - Throws: ``Failure``, or `CancellationError`.
  func send(_ request: HTTPClientRequest) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer.self) { [timeout] group in
      group.addTask { try await Self.exchange(request) }
      group.addTask {
        try await Task.sleep(for: timeout)
        throw Failure.timedOut
      }
      defer { group.cancelAll() }
      guard let answer = try await group.next() else { throw Failure.unreachable }
      return answer
    }
  }

  /// An error code from outside as it may go into the log.
  static func loggable(_ text: String) -> String {
    String(text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "_-. ".contains($0)) }.prefix(60))
  }

  private static func exchange(_ request: HTTPClientRequest) async throws -> Answer {
    do {
      let response = try await client.execute(request, timeout: .seconds(60))
      let body = try await response.body.collect(upTo: longestAnswer)
      return Answer(status: Int(response.status.code), body: Data(buffer: body))
    } catch is NIOTooManyBytesError {
      throw Failure.answerTooLong
    } catch {
      if Task.isCancelled || error is CancellationError { throw CancellationError() }
      let isTimeout = (error as? HTTPClientError).map { $0 == .connectTimeout || $0 == .deadlineExceeded } ?? false
      throw isTimeout ? Failure.timedOut : Failure.unreachable
    }
  }
}
