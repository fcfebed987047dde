import Storage

/// A login that waits for the second factor; `mfa_token` names it.
struct LoginChallenge: Sendable, Equatable {
  enum Purpose: String, Sendable {
    /// A second factor is to be given.
    case verify
    /// A second factor is to be enrolled.
    case enroll
  }

  /// How long a login waits.
  static let lifetime = Duration.seconds(300)
  /// How many wrong codes end it.
  static let maximumWrongCodes: Int64 = 5

  var tokenHash: [UInt8]
  var subject: LoginSubject
  var purpose: Purpose
  var wrongCodes: Int64 = 0
  var createdAt: Timestamp
}
