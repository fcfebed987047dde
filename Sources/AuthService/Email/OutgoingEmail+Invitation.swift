import Foundation
import Runtime
import Storage

extension OutgoingEmail {
  /// An invitation to an organization.
  static func invitation(
    _ details: InvitationDetails, token: String, link: String, in language: Language
  ) -> OutgoingEmail {
    let texts = EmailTexts.of(language)
    let inviter = details.inviterName.map { ShownName($0).text } ?? ""
    let role = details.invitation.role.rawValue
    return OutgoingEmail(
      to: details.invitation.email, .invitation, in: language,
      [
        "inviter": inviter.isEmpty ? texts.somebody : inviter, "organization": ShownName(details.organizationName).text,
        "role": texts.roles[role] ?? role, "link": link, "token": token,
        "expiry": texts.duration(Invitation.lifetime), "date": date(details.invitation.expiresAt, in: language),
      ])
  }

  /// An invitation to run a tenant.
  static func teamInvitation(
    _ invitation: TeamInvitation, tenantName: String, token: String, link: String, in language: Language
  ) -> OutgoingEmail {
    let texts = EmailTexts.of(language)
    let role = invitation.role.rawValue
    return OutgoingEmail(
      to: invitation.email, .teamInvitation, in: language,
      [
        "tenant": ShownName(tenantName).text, "role": texts.roles[role] ?? role, "link": link, "token": token,
        "expiry": texts.duration(TeamInvitation.lifetime), "date": date(invitation.expiresAt, in: language),
      ])
  }

  /// A day as the language writes it. In UTC, as nobody knows where the reader is.
  private static func date(_ time: Timestamp, in language: Language) -> String {
    var style = Date.FormatStyle.dateTime.year().month(.wide).day().locale(Locale(identifier: language.rawValue))
    style.timeZone = .gmt
    return time.date.formatted(style)
  }
}
