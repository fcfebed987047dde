/// A checked request to register.
struct Registration: Sendable {
  var email: EmailAddress
  var password: String
  var displayName: String?
  /// A BCP 47 tag; nil for somebody who chose none.
  var locale: String?
  /// Where the verification link leads.
  var returnTo: ReturnURL?
}
