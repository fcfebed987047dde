import Storage

/// What somebody has as a second factor.
struct SecondFactorState: Sendable, Equatable {
  /// When the authenticator app was confirmed; nil without one.
  var confirmedAt: Timestamp?
  var recoveryCodesLeft: Int

  static let none = SecondFactorState(confirmedAt: nil, recoveryCodesLeft: 0)

  var isEnabled: Bool { confirmedAt != nil }
  /// What may be given at login, in the words of the API.
  var methods: [String] { ["totp"] + (recoveryCodesLeft > 0 ? ["recovery_code"] : []) }
}

/// What somebody gives as proof of the second factor.
enum SecondFactorAnswer: Sendable, Equatable {
  case code(TOTPCode)
  case recoveryCode(RecoveryCode)
}

/// An authenticator app about to be set up.
struct TOTPEnrollment: Sendable, Equatable {
  /// How long there is to confirm it.
  static let lifetime = Duration.seconds(15 * 60)

  /// Base32.
  var secret: String
  var uri: String
  var expiresAt: Timestamp
}

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
