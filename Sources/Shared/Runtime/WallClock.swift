import Storage

/// Tells the time. Injected, so that tests set it.
public protocol WallClock: Sendable {
  func now() -> Timestamp
}
