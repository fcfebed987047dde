import Storage

/// The failures of one counter.
struct FailureCount: Sendable, Equatable {
  /// Failures count together when no more than this lies between them.
  static let memory = Duration.seconds(24 * 3600)
  private static let maximumLock = Duration.seconds(3600)

  private(set) var failures: Int64 = 0
  private(set) var lastFailedAt: Timestamp
  private(set) var lockedUntil: Timestamp?

  init(failures: Int64, lastFailedAt: Timestamp, lockedUntil: Timestamp?) {
    self.failures = failures
    self.lastFailedAt = lastFailedAt
    self.lockedUntil = lockedUntil
  }

  /// The first failure at a moment, or one more.
  init(after earlier: FailureCount?, at now: Timestamp, free: Int64) {
    let isRemembered = earlier.map { now <= $0.lastFailedAt.adding(Self.memory) } ?? false
    failures = (isRemembered ? earlier?.failures ?? 0 : 0) + 1
    lastFailedAt = now
    lockedUntil = Self.lock(beyondFree: failures - free).map { now.adding($0) }
  }

  /// How long it is still locked; nil when it is not.
  func locked(at now: Timestamp) -> Duration? {
    guard let lockedUntil, lockedUntil > now else { return nil }
    return .microseconds(lockedUntil.microseconds - now.microseconds)
  }

  /// A minute for the first failure too many, then twice as long for each, up to an hour.
  private static func lock(beyondFree excess: Int64) -> Duration? {
    guard excess > 0 else { return nil }
    return min(.seconds(60 << min(excess - 1, 6)), maximumLock)
  }
}
