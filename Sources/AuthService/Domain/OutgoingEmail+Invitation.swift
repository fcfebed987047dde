extension OutgoingEmail {
  /// An invitation; `link` is nil when the app gave no `return_to`.
  static func invitation(_ details: InvitationDetails, token: String, link: String?) -> OutgoingEmail {
    let organization = oneLine(details.organizationName)
    let inviter = details.inviterName.map(oneLine) ?? "Somebody"
    let action = link.map { "Open this link to answer:\n\n\($0)" } ?? "Your invitation token:\n\n\(token)"
    return OutgoingEmail(
      to: details.invitation.email, subject: "You are invited to \(organization)",
      text: """
        \(inviter) invites you to join \(organization) as \(details.invitation.role.rawValue).

        \(action)

        It expires in 7 days. If you do not know the sender, ignore this message.

        """)
  }

  /// Names come from users: none may add a header or a paragraph of its own.
  private static func oneLine(_ name: String) -> String {
    name.split { character in
      character.isWhitespace || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }.joined(separator: " ")
  }
}
