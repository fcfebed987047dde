/// A user who gets a mail.
struct MailRecipient: Sendable {
  var id: String
  var email: String
  /// Nil for one who chose none.
  var locale: String?
  /// The page that the user registered from.
  var returnTo: String?
}
