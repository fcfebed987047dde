import Contracts
import Foundation
import Runtime

extension PasswordResetMail {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.SendResetPasswordRequest) throws {
    var violations = Violations()
    let field = proto.hasEmail && !proto.hasTo ? "email" : "to"
    let address = EmailAddress(proto.hasTo ? proto.to : proto.email)
    if proto.hasTo == proto.hasEmail {
      violations.require(!proto.hasTo, "email", "must not come together with to")
      violations.require(proto.hasTo, "to", "Field required", type: "missing")
    } else if address == nil {
      violations.add(field, "value is not a valid email address")
    }
    violations.text(proto.name, "name", 0...100)
    violations.require(Self.isOneLine(proto.name), "name", "must be one line without control characters")
    violations.text(proto.token, "token", 0...512)
    let url = ReturnURL(proto.url)
    if proto.url.isEmpty {
      violations.add("url", "Field required", type: "missing")
    } else if url == nil || !Self.isPlain(proto.url) {
      violations.add("url", "must be an absolute http or https URL", type: "url_parsing")
    }
    self.init(
      to: try violations.checked(address), name: proto.name.isEmpty ? nil : proto.name, url: proto.url,
      origin: try violations.checked(url).origin)
  }

  /// Newlines would let a name write paragraphs, links among them, of its own.
  private static func isOneLine(_ text: String) -> Bool {
    !text.unicodeScalars.contains { CharacterSet.controlCharacters.union(.newlines).contains($0) }
  }

  /// The link is shown as it came, so it must be one that every mail program takes as one.
  private static func isPlain(_ url: String) -> Bool { url.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
