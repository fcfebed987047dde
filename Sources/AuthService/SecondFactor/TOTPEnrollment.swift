import Storage

/// An authenticator app about to be set up.
struct TOTPEnrollment: Sendable, Equatable {
  /// How long there is to confirm it.
  static let lifetime = Duration.seconds(15 * 60)

  /// Base32.
  var secret: String
  var uri: String
  var expiresAt: Timestamp
}
