/// Makes ids. Injected, so that tests know them.
public protocol IDGenerator: Sendable {
  /// A new UUIDv7 in lower-case text (RFC 9562).
  func next() -> String
}
