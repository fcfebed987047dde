/// A stored password hash of any form that this service can check: its own, and those that come with
/// imported accounts.
///
/// Computing one takes tens of milliseconds: call it on the ``PasswordHasher``'s threads only.
protocol PasswordHash: Sendable {
  /// Reads a stored hash; nil for text of another form, or with a cost that is out of bounds: a crafted
  /// hash could take the machine down.
  init?(_ text: String)

  /// Whether this is the password's hash, in a time that does not depend on where they differ.
  func matches(_ password: String) throws -> Bool

  /// Whether a hash of today's form and cost should take this one's place, now that `password` matched.
  func isOutdated(_ password: String, today: PasswordCost) -> Bool
}

extension PasswordHash {
  func isOutdated(_ password: String, today: PasswordCost) -> Bool { true }
}
