/// A message that was given up after too many attempts.
public struct DeadLetter: Sendable {
  public var message: OutboxMessage
  /// What the last attempt failed with.
  public var error: String
  public var diedAt: Timestamp
}
