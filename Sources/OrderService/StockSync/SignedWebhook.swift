import Foundation

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
