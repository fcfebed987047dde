import Crypto

/// The idempotency key of a tool call: the same whenever the same call of the same chat request is made
/// again, so that a repeated loop does not order twice.
enum IdempotencyKey {
  static func make(_ conversation: Conversation, call: String) -> String {
    var hash = SHA256()
    for part in [conversation.tenantID, conversation.store?.id ?? "", conversation.requestKey, conversation.message, call] {
      // Lengths keep ("ab", "c") and ("a", "bc") apart.
      hash.update(data: Array("\(part.utf8.count):\(part)".utf8))
    }
    return "chat-" + hash.finalize().prefix(16).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }
}
