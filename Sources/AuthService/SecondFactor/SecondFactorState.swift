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
