/// How often, and how far apart, a batch is sent again.
public struct RetryPolicy: Sendable {
  /// The first attempt included.
  public var maximumAttempts = 5
  /// The pause before the second attempt; it doubles from then on.
  public var initialPause: Duration = .milliseconds(500)
  /// No pause is longer, not even one that the collector asks for.
  public var maximumPause: Duration = .seconds(30)

  public init() {}

  /// The pause after attempt `attempt` (1, 2, …), halved at random so that replicas do not come back in step.
  /// - Parameter asked: `Retry-After`; it is obeyed without jitter.
  func pause(afterAttempt attempt: Int, asked: Duration? = nil) -> Duration {
    if let asked { return min(max(asked, .zero), maximumPause) }
    let grown = initialPause * (1 << min(max(attempt - 1, 0), 20))
    return min(grown, maximumPause) * Double.random(in: 0.5...1)
  }
}
