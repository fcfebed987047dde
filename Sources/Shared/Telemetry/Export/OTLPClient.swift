import AsyncHTTPClient
import Foundation
import NIOCore
import ServiceLifecycle

/// Posts encoded batches to a collector and tries again where OTLP says that it may help.
struct OTLPClient: Sendable {
  /// Why a batch was given up.
  enum Failure: Error, CustomStringConvertible {
    case refused(status: UInt)
    case unreachable(cause: String)

    var description: String {
      switch self {
      case .refused(let status): "the collector answered \(status)"
      case .unreachable(let cause): "the collector cannot be reached: \(cause)"
      }
    }
  }

  private enum Outcome {
    case accepted(rejected: Int)
    case transient(Failure, retryAfter: Duration?)
  }

  private static let maximumResponse = 64 * 1024
  private let url: String
  private let timeout: Duration
  private let retry: RetryPolicy
  private let client: HTTPClient

  init(url: String, timeout: Duration, retry: RetryPolicy) {
    self.url = url
    self.timeout = timeout
    self.retry = retry
    var configuration = HTTPClient.Configuration()
    // Exports must not be traced: each would make a span to export.
    configuration.tracing.tracer = nil
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// - Parameter isShuttingDown: true while the process shuts down; pauses then end early, so that a batch gets
  ///   one more try.
  /// - Returns: how many spans the collector rejected (`partial_success`).
  /// - Throws: ``Failure``, or `CancellationError` when the task is cancelled.
  func post(_ body: [UInt8], isShuttingDown: () -> Bool) async throws -> Int {
    var attempt = 1
    while true {
      switch try await attemptPost(body) {
      case .accepted(let rejected): return rejected
      case .transient(let failure, let retryAfter):
        guard attempt < retry.maximumAttempts else { throw failure }
        let pause = retry.pause(afterAttempt: attempt, asked: retryAfter)
        attempt += 1
        if isShuttingDown() {
          // It is the last chance: a collector's wish for a long pause would mean the loss of the batch.
          try await Task.sleep(for: min(pause, retry.pause(afterAttempt: attempt)))
        } else {
          try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
          try Task.checkCancellation()
        }
      }
    }
  }

  func shutdown() async {
    // It only fails when it was shut down before.
    try? await client.shutdown()
  }

  private func attemptPost(_ body: [UInt8]) async throws -> Outcome {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/x-protobuf")
    request.headers.add(name: "user-agent", value: "quartet-otlp")
    request.body = .bytes(ByteBuffer(bytes: body))
    do {
      let response = try await client.execute(request, timeout: TimeAmount(timeout))
      let answer = try? await response.body.collect(upTo: Self.maximumResponse)
      switch response.status.code {
      case 200..<300:
        return .accepted(rejected: answer.map { OTLPPartialSuccess.rejectedSpans(Array($0.readableBytesView)) } ?? 0)
      case 429, 502, 503, 504:
        let asked = response.headers.first(name: "retry-after").flatMap { Self.parseRetryAfter($0, now: Date()) }
        return .transient(.refused(status: response.status.code), retryAfter: asked)
      default: throw Failure.refused(status: response.status.code)
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      try Task.checkCancellation()
      return .transient(.unreachable(cause: String(describing: error)), retryAfter: nil)
    }
  }

  /// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3); nil for anything else.
  static func parseRetryAfter(_ value: String, now: Date) -> Duration? {
    if let seconds = Int(value), seconds >= 0 { return .seconds(seconds) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.date(from: value).map { .seconds(max(0, $0.timeIntervalSince(now))) }
  }
}
