/// A fresh token on its way to an e-mail: the row keeps the hash, the message the token.
struct InvitationToken: Sendable {
  let token: String
  /// Of the message in the outbox.
  let messageID: String

  var hash: [UInt8] { SecretToken.hash(token) }
}
