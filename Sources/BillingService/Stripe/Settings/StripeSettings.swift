import Runtime
import Storage

/// A tenant's account at Stripe, as its dashboard shows it: never a secret.
struct StripeSettings: Sendable, Equatable {
  var tenantID: String
  var record: StripeKeyRecord
  /// Whether there is a secret key, the tenant's own or the installation's.
  var isConfigured: Bool
  var inheritedKey: StripeKey?
  var publishableKey: String?
  var secrets: [StripeWebhookSecret]

  var isInherited: Bool { record.sealedKey == nil && inheritedKey != nil }

  var isLive: Bool? { record.sealedKey == nil ? inheritedKey?.isLive : record.isLive }

  /// Where Stripe sends events.
  var webhookPaths: [String] {
    let paths = ["/api/billing/webhook", "/webhooks/stripe", "/api/webhooks/stripe", "/api/webhook/stripe"]
    return tenantID == Caller.defaultTenantID ? paths : paths.map { "\($0)/\(tenantID)" }
  }
}
