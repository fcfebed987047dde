import Foundation
import Runtime
import Storage

/// A message for the outbox topic `email.send`.
struct OutgoingEmail: Codable, Sendable, Equatable {
  static let topic = "email.send"

  var to: String
  var subject: String
  var text: String
  /// Nil in messages of releases that wrote English only.
  var language: Language?
}

extension OutgoingEmail {
  /// An e-mail in the words of its language.
  /// - Parameter values: what stands for `{name}` in them; names that people chose as a ``ShownName``.
  init(to address: String, _ kind: EmailKind, in language: Language, _ values: [String: String] = [:]) {
    guard let mail = EmailTexts.of(language).mails[kind.rawValue] else {
      // The tests read every kind in every language.
      preconditionFailure("no \(kind.rawValue) in \(language.rawValue)")
    }
    self.init(
      to: address, subject: Self.filled(mail.subject, values),
      text: mail.text.map { Self.filled($0, values) }.joined(separator: "\n\n") + "\n", language: language)
  }

  /// In one pass, so that a name may look like a place for another value.
  private static func filled(_ template: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = String(rest[rest.index(after: open)..<close])
      result += rest[..<open]
      result += values[name] ?? String(rest[open...close])
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// The request to verify an address.
  static func verification(
    to address: EmailAddress, token: String, link: String, in language: Language
  ) -> OutgoingEmail {
    let expiry = EmailTexts.of(language).duration(MailedToken.Purpose.emailVerification.lifetime)
    return OutgoingEmail(
      to: address.display, .emailVerification, in: language, ["link": link, "token": token, "expiry": expiry])
  }
}
