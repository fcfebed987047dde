import Crypto
import Foundation

/// The secret that two systems sign webhooks with (standardwebhooks.com): `whsec_` and base64.
struct WebhookSecret: Sendable, Equatable {
  /// In bytes.
  static let lengths = 24...64
  private static let prefix = "whsec_"

  let bytes: [UInt8]

  /// Nil unless `text` is `whsec_` and the base64 of 24 to 64 bytes, with or without padding.
  init?(_ text: String) {
    let base64 = text.dropFirst(Self.prefix.count)
    let padding = base64.hasSuffix("=") ? "" : String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    guard text.hasPrefix(Self.prefix), let data = Data(base64Encoded: base64 + padding),
      Self.lengths.contains(data.count)
    else { return nil }
    self.bytes = Array(data)
  }

  /// A secret that ``bytes`` were taken from.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// A new one of 32 random bytes.
  static func random() -> WebhookSecret {
    var generator = SystemRandomNumberGenerator()
    return WebhookSecret(bytes: (0..<32).map { _ in .random(in: .min ... .max, using: &generator) })
  }

  var text: String { Self.prefix + Data(bytes).base64EncodedString() }

  /// What may be shown of it: enough to tell it from another, as "…a1B2".
  var hint: String { "…" + text.trimming(while: "=").suffix(4) }

  private var key: SymmetricKey { SymmetricKey(data: bytes) }

  /// Its signature of a content.
  func code(_ content: [UInt8]) -> Data { Data(HMAC<SHA256>.authenticationCode(for: content, using: key)) }

  /// Whether a signature is this secret's, found out in constant time.
  func fits(_ code: Data, _ content: [UInt8]) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: content, using: key)
  }
}

extension String {
  fileprivate func trimming(while character: Character) -> Substring {
    var text = self[...]
    while text.last == character { text.removeLast() }
    return text
  }
}
