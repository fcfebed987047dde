import Foundation
import Runtime
import Storage

/// An e-mail whose headers are safe to send.
struct DeliverableEmail: Sendable, Equatable {
  /// The outbox message's.
  var id: String
  var tenantID: String
  var to: EmailAddress
  /// One line.
  var subject: String
  var text: String
  var language: Language
  var createdAt: Timestamp

  /// Unicode scalars of a subject: a single character may be thousands of them.
  private static let maximumSubject = 200

  /// - Throws: ``UndeliverableEmail`` for a message that is not an e-mail, or that has anything but one address in
  ///   `to`.
  init(_ message: OutboxMessage) throws {
    guard let email = try? JSONDecoder().decode(OutgoingEmail.self, from: Data(message.payload)) else {
      throw UndeliverableEmail(reason: "not an e-mail")
    }
    guard let to = EmailAddress(email.to) else { throw UndeliverableEmail(reason: "not an address") }
    self.init(
      id: message.id, tenantID: message.tenantID, to: to, subject: Self.oneLine(email.subject), text: email.text,
      language: email.language ?? .en, createdAt: message.createdAt)
  }

  init(
    id: String, tenantID: String, to: EmailAddress, subject: String, text: String, language: Language = .en,
    createdAt: Timestamp
  ) {
    self.id = id
    self.tenantID = tenantID
    self.to = to
    self.subject = subject
    self.text = text
    self.language = language
    self.createdAt = createdAt
  }

  /// Names from outside get into subjects; a line break there would begin a header of their own.
  private static func oneLine(_ text: String) -> String {
    let broken = CharacterSet.controlCharacters.union(.newlines).union(.whitespaces)
    let words = text.components(separatedBy: broken).filter { !$0.isEmpty }
    return String(String.UnicodeScalarView(words.joined(separator: " ").unicodeScalars.prefix(maximumSubject)))
  }
}
