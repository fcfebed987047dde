import Storage

/// A secret as the database keeps it.
struct SyncSecret: Sendable, Equatable {
  /// How long a replaced secret still counts.
  static let overlap = Duration.seconds(24 * 3600)

  var id: String
  /// By `SecretBox`.
  var sealed: [UInt8]
  var hint: String
  /// Nil for the current one.
  var expiresAt: Timestamp?
}
