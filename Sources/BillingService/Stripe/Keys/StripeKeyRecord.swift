import Storage

/// What a tenant has set about its account at Stripe, as it is kept.
struct StripeKeyRecord: Sendable, Equatable {
  var sealedKey: [UInt8]?
  var keyHint: String?
  var isLive: Bool?
  var accountID: String?
  var publishableKey: String?
  var lastEventAt: Timestamp?
  var updatedAt: Timestamp?
  /// Newest first, ended ones too.
  var webhookSecrets: [StripeWebhookSecret] = []

  /// The webhook secrets that count at a moment.
  func liveSecrets(at now: Timestamp) -> [StripeWebhookSecret] { webhookSecrets.filter { $0.isLive(at: now) } }
}
