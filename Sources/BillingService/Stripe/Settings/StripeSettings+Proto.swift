import Contracts
import Runtime

extension StripeSettings {
  var asProto: BillingV1.StripeSettings {
    .with {
      $0.isConfigured = isConfigured
      $0.isInherited = isInherited
      if let hint = record.keyHint { $0.secretKeyHint = hint }
      if let isLive { $0.livemode = isLive }
      if record.sealedKey != nil, let account = record.accountID { $0.accountID = account }
      if let publishableKey { $0.publishableKey = publishableKey }
      $0.webhookSecrets = secrets.map(\.asProto)
      $0.webhookPaths = webhookPaths
      if let at = record.lastEventAt { $0.lastEventAt = at.asProto }
      if let at = record.updatedAt { $0.updatedAt = at.asProto }
    }
  }
}

extension StripeWebhookSecret {
  fileprivate var asProto: BillingV1.WebhookSecret {
    .with {
      $0.id = id
      $0.hint = hint
      $0.createdAt = createdAt.asProto
      if let at = expiresAt { $0.expiresAt = at.asProto }
      if let at = lastUsedAt { $0.lastUsedAt = at.asProto }
    }
  }
}

extension StripeSettingsChange {
  private static let lengths = 16...255
  private static let defaultOverlap: Int64 = 86_400
  private static let maximumOverlap: Int64 = 604_800

  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: BillingV1.UpdateStripeSettingsRequest) throws {
    var check = Violations()
    Self.check(
      proto.secretKey, "secret_key", ["sk_test_", "sk_live_", "rk_test_", "rk_live_"], &check)
    Self.check(proto.publishableKey, "publishable_key", ["pk_test_", "pk_live_"], &check)
    if proto.hasWebhookSecret {
      check.require(!proto.webhookSecret.isEmpty, "webhook_secret", "should not be empty")
      Self.check(proto.webhookSecret, "webhook_secret", ["whsec_"], &check)
    }
    let seconds = proto.hasWebhookOverlapSeconds ? proto.webhookOverlapSeconds : Self.defaultOverlap
    check.number(seconds, "webhook_overlap_seconds", -1...Self.maximumOverlap)
    try check.throwIfAny()
    self.init(
      secretKey: proto.hasSecretKey
        ? proto.secretKey.isEmpty ? .clear : .set(StripeKey(text: proto.secretKey)) : .keep,
      publishableKey: proto.hasPublishableKey
        ? proto.publishableKey.isEmpty ? .clear : .set(proto.publishableKey) : .keep,
      webhookSecret: proto.hasWebhookSecret ? proto.webhookSecret : nil,
      overlap: seconds < 0 ? nil : .seconds(seconds))
  }

  /// A key goes into a header, and its beginning says what it is.
  private static func check(_ key: String, _ field: String, _ prefixes: [String], _ check: inout Violations) {
    guard !key.isEmpty else { return }
    check.text(key, field, lengths)
    check.require(
      prefixes.contains(where: key.hasPrefix) && StripeRequest.isSecret(key), field,
      "should begin with \(prefixes.joined(separator: " or ")), and be printable ASCII")
  }
}
