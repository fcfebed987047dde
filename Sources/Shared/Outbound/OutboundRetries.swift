public import AsyncHTTPClient

/// Whether a request is sent again when it was not answered, or with 408, 429 or 5xx. Only for requests that may be
/// repeated: those that change nothing, carry an idempotency key, or do nothing until they are answered.
public struct OutboundRetries: Sendable {
  public static let none = OutboundRetries(attempts: 1)

  /// The first one included.
  public var attempts: Int
  /// A `Retry-After` beyond this is left to the caller instead of being waited for.
  public var maximumWait: Duration
  /// Replaced in tests, which don't wait.
  public var pause: @Sendable (Duration) async throws -> Void

  public init(
    attempts: Int, maximumWait: Duration = .seconds(10),
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.attempts = attempts
    self.maximumWait = maximumWait
    self.pause = pause
  }

  /// How long to wait after an attempt, or nil when it was the last.
  func wait(after attempt: Int, retryAfter: Duration?) -> Duration? {
    let wait = retryAfter ?? .milliseconds(200 * attempt * attempt)
    return attempt < attempts && wait <= maximumWait ? wait : nil
  }
}

extension HTTPClientResponse {
  /// Whether the same request may be answered better a moment later.
  public var isTransient: Bool { status.code == 408 || status.code == 429 || status.code >= 500 }

  /// `Retry-After` in seconds (RFC 9110, section 10.2.3). Nil for its other form, a date, which the systems that
  /// are called here do not use.
  public var retryAfter: Duration? {
    guard let text = headers.first(name: "retry-after"), let seconds = Double(text), (0..<86_400).contains(seconds)
    else { return nil }
    return .milliseconds(Int64(seconds * 1000))
  }
}
