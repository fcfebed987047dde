import Runtime

/// Somebody asks for a mail to an address, known or not.
///
/// It waits in the outbox whether or not there is such a user; who looks is a background worker, so that
/// neither the answer nor its time tells (genlobe: "Always returns success even if email doesn't exist").
struct AccountEmailRequest: Codable, Sendable, Equatable {
  static let topic = "account.email_requested"

  var purpose: MailedToken.Purpose
  /// The normalised address.
  var email: String
  /// Where the link leads, checked; nil for wherever the user or the tenant says.
  var returnTo: String?
  /// What the request was made in.
  var language: Language?
}
