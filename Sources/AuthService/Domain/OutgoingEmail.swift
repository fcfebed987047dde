/// A message for the outbox topic `email.send`.
struct OutgoingEmail: Codable, Sendable, Equatable {
  static let topic = "email.send"

  var to: String
  var subject: String
  var text: String

  /// The request to verify an address; `link` is nil when the app gave no `return_to`.
  static func verification(to address: EmailAddress, token: String, link: String?) -> OutgoingEmail {
    let action = link.map { "Open this link to verify your email:\n\n\($0)" } ?? "Your verification token:\n\n\(token)"
    return OutgoingEmail(
      to: address.display, subject: "Verify your email",
      text: "\(action)\n\nIt expires in 24 hours. If you did not register, ignore this message.\n")
  }
}
