import Crypto

/// The idempotency key of a tool call: the same whenever the same call of the same chat request is made
/// again, so that a repeated loop does not order twice.
enum IdempotencyKey {
  static func make(_ conversation: Conversation, call: String) -> String {
    var hash = SHA256()
    let parts = [
      conversation.tenantID, conversation.store?.id ?? "", conversation.requestKey, conversation.message, call,
    ]
    for part in parts {
      // Lengths keep ("ab", "c") and ("a", "bc") apart.
      hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
    }
    let digits = hash.finalize().prefix(16).map { byte in
      byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
    }
    return "chat-" + digits.joined()
  }
}
