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

  fileprivate func code(_ content: [UInt8]) -> Data { Data(HMAC<SHA256>.authenticationCode(for: content, using: key)) }

  /// In constant time.
  fileprivate func fits(_ code: Data, _ content: [UInt8]) -> Bool {
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

/// A webhook on its way, by the Standard Webhooks specification: what is signed is `id.timestamp.body`.
struct SignedWebhook: Sendable {
  /// How far the sender's clock may be off, and how long a message may travel.
  static let tolerance: Int64 = 5 * 60
  static let idLengths = 1...256
  private static let version = "v1,"

  var id: String
  /// Unix seconds.
  var timestamp: Int64
  var body: [UInt8]

  private var content: [UInt8] { Array("\(id).\(timestamp).".utf8) + body }

  /// The `webhook-signature` header: one signature per secret.
  func signature(by secrets: [WebhookSecret]) -> String {
    secrets.map { Self.version + $0.code(content).base64EncodedString() }.joined(separator: " ")
  }

  /// Whether one of the header's signatures is by one of the secrets. Signatures of versions that this
  /// program does not know are passed over, as the specification asks.
  func isSigned(_ header: String, by secrets: [WebhookSecret]) -> Bool {
    let content = content
    let codes = header.split(separator: " ").prefix(16).filter { $0.hasPrefix(Self.version) }.compactMap {
      Data(base64Encoded: String($0.dropFirst(Self.version.count)))
    }
    return secrets.contains { secret in codes.contains { secret.fits($0, content) } }
  }
}
