import Runtime

/// Somebody asks for a new password of an admin, known or not; waits in the outbox.
struct AdminResetRequest: Codable, Sendable, Equatable {
  static let topic = "admin.password_reset_requested"

  /// The normalised address.
  var email: String
  /// What the request was made in.
  var language: Language?
}
