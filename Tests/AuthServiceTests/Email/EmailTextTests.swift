import Foundation
import Runtime
import Storage
import Testing

@testable import AuthService

@Suite("The words of e-mails")
struct EmailTextTests {
  private static let places: [EmailKind: Set<String>] = [
    .emailVerification: ["link", "token", "expiry"], .passwordReset: ["link", "token", "expiry"],
    .linkedPasswordReset: ["greeting", "link"], .passwordChanged: [],
    .invitation: ["inviter", "organization", "role", "link", "token", "expiry", "date"],
    .teamInvitation: ["tenant", "role", "link", "token", "expiry", "date"],
    .adminPasswordReset: ["tenant", "link", "token", "expiry"], .adminPasswordChanged: [],
  ]

  @Test("every e-mail is there in every language, with the same values in it", arguments: Language.allCases)
  func complete(language: Language) throws {
    let texts = EmailTexts.of(language)
    #expect(Set(texts.mails.keys) == Set(EmailKind.allCases.map(\.rawValue)))
    for kind in EmailKind.allCases {
      let mail = try #require(texts.mails[kind.rawValue])
      let whole = ([mail.subject] + mail.text).joined(separator: "\n")
      let found = Set(whole.matches(of: /\{([^}]*)\}/).map { String($0.output.1) })
      #expect(found == Self.places[kind], "\(kind) in \(language)")
      #expect(!mail.subject.isEmpty && !mail.text.contains(""))
      // Mail programs make a link of it only where it stands alone.
      #expect(mail.text.contains("{link}") == Self.places[kind]?.contains("link"))
    }
    let roles = ["owner", "admin", "member", "developer", "viewer"]
    #expect(Set(texts.roles.keys) == Set(roles))
    #expect(texts.namedGreeting.contains("{name}") && !texts.somebody.isEmpty && !texts.greeting.isEmpty)
  }

  @Test("time spans and days are said in the language")
  func spans() throws {
    #expect(EmailTexts.of(.en).duration(.seconds(3600)) == "1 hour")
    #expect(EmailTexts.of(.en).duration(.seconds(86400)) == "24 hours")
    #expect(EmailTexts.of(.pt).duration(.seconds(7 * 86400)) == "7 dias")
    #expect(EmailTexts.of(.hu).duration(.seconds(3600)) == "1 óra")
    let invitation = TeamInvitation(
      id: "i", tenantID: "t", email: "ana@example.com", role: .viewer, invitedBy: nil,
      createdAt: Timestamp(microseconds: 0), expiresAt: Timestamp(microseconds: 604_800_000_000))
    for (language, day) in [
      (Language.en, "January 8, 1970"), (.pt, "8 de janeiro de 1970"), (.hu, "1970. január 8."),
    ] {
      let mail = OutgoingEmail.teamInvitation(
        invitation, tenantName: "Acme", token: "T", link: "https://x", in: language)
      #expect(mail.text.contains(day), "\(mail.text)")
      #expect(mail.language == language)
    }
  }

  @Test(
    "a name in an e-mail is one short line, no link, and reads in one direction",
    arguments: [
      ("Acme Inc.", "Acme Inc."), ("J.R.R. Tolkien", "J. R. R. Tolkien"), ("evil.com", "evil. com"),
      ("Log in at https://evil.com/x", "Log in at https: //evil. com/x"), ("evil。com", "evil。 com"),
      ("a\r\nBcc: b", "a Bcc: b"), ("a\u{2028}b\u{85}c\u{0}d", "a b c d"), ("gnp\u{202E}moc", "gnpmoc"),
      ("x\u{200B}y", "xy"), ("👩‍👧 Kft.", "👩‍👧 Kft."), ("  ", ""), ("{token}", "{token}"),
    ])
  func names(name: String, shown: String) {
    #expect(ShownName(name).text == shown)
  }

  @Test("a name of thousands of marks on one letter is cut short")
  func longNames() {
    let name = "Z" + String(repeating: "\u{301}", count: 5000)
    #expect(ShownName(name).text.unicodeScalars.count == ShownName.maximumLength)
    #expect(ShownName(String(repeating: "x", count: 80)).text.count == 80)
    #expect(ShownName(String(repeating: "x", count: 81)).text.hasSuffix("x…"))
  }

  @Test("a name that looks like a place for another value stays what it is")
  func placeInName() throws {
    let mail = OutgoingEmail.adminPasswordReset(
      to: try #require(EmailAddress("ana@example.com")), tenantName: "{token}", token: "SECRET", link: "https://x",
      in: .en)
    #expect(mail.text.contains("dashboard of {token}:"))
  }
}
