import Runtime

/// A change to a tenant's account at Stripe.
struct StripeSettingsChange: Sendable, Equatable {
  var secretKey: NullableChange<StripeKey> = .keep
  var publishableKey: NullableChange<String> = .keep
  /// A further secret that events may be signed with.
  var webhookSecret: String?
  /// For how long the webhook secrets from before still count; nil: without an end.
  var overlap: Duration?

  /// The names of what changes, for the audit log.
  var fields: [String] {
    var fields: [String] = []
    if !secretKey.isKept { fields.append("secret_key") }
    if !publishableKey.isKept { fields.append("publishable_key") }
    if webhookSecret != nil { fields.append("webhook_secret") }
    return fields
  }
}
