import Contracts
import Outbound
import Runtime

extension StockSyncOutcome {
  /// The settings, with the secrets that were made just now.
  func asProto(in tenantID: String) -> OrderV1.StockSyncSettings {
    var proto = settings.asProto(in: tenantID)
    if let inboundSecret { proto.inboundSecret = inboundSecret.text }
    if let outboundSecret { proto.outboundSecret = outboundSecret.text }
    return proto
  }
}

extension StockSyncSettings {
  func asProto(in tenantID: String) -> OrderV1.StockSyncSettings {
    .with {
      $0.storeID = storeID
      $0.inboundEnabled = inbound.isEnabled
      let tenant = tenantID == Caller.defaultTenantID ? "" : "\(tenantID)/"
      $0.inboundPath = "/webhooks/stock-sync/\(tenant)\(storeID)"
      if let hint = inbound.current?.hint { $0.inboundSecretHint = hint }
      if let end = inbound.overlapUntil { $0.inboundOverlapUntil = end.asProto }
      if let last = inbound.lastAt { $0.lastInboundAt = last.asProto }
      $0.outboundEnabled = outbound.isEnabled
      if let outboundURL { $0.outboundURL = outboundURL.text }
      if let hint = outbound.current?.hint { $0.outboundSecretHint = hint }
      if let end = outbound.overlapUntil { $0.outboundOverlapUntil = end.asProto }
      if let last = outbound.lastAt { $0.lastOutboundAt = last.asProto }
      if let error = outbound.lastError { $0.lastOutboundError = error }
      if let updatedAt { $0.updatedAt = updatedAt.asProto }
    }
  }
}

extension StockSyncChange {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.UpdateStockSyncSettingsRequest) throws {
    var check = Violations()
    self.init(
      storeID: proto.storeID, inboundEnabled: proto.hasInboundEnabled ? proto.inboundEnabled : nil,
      inboundSecret: Self.secret(
        proto.hasInboundSecret ? proto.inboundSecret : nil, rotate: proto.rotateInboundSecret, "inbound", &check),
      outboundEnabled: proto.hasOutboundEnabled ? proto.outboundEnabled : nil,
      outboundURL: proto.hasOutboundURL ? Self.url(proto.outboundURL, &check) : .keep,
      outboundSecret: Self.secret(
        proto.hasOutboundSecret ? proto.outboundSecret : nil, rotate: proto.rotateOutboundSecret, "outbound", &check))
    try check.throwIfAny()
  }

  private static func secret(
    _ text: String?, rotate: Bool, _ direction: String, _ check: inout Violations
  ) -> Secret {
    guard let text else { return rotate ? .rotate : .keep }
    check.require(!rotate, "rotate_\(direction)_secret", "does not go with \(direction)_secret")
    guard let secret = WebhookSecret(text) else {
      let lengths = WebhookSecret.lengths
      check.add(
        "\(direction)_secret",
        "should be whsec_ and the base64 of \(lengths.lowerBound) to \(lengths.upperBound) bytes")
      return .keep
    }
    return .set(secret)
  }

  private static func url(_ text: String, _ check: inout Violations) -> NullableChange<OutboundURL> {
    if text.isEmpty { return .clear }
    guard let url = OutboundURL(text) else {
      check.add("outbound_url", "should be an http or https URL without user information or fragment")
      return .keep
    }
    return .set(url)
  }
}

extension OrderV1.TestOutboundResponse {
  init(_ attempt: WebhookSender.Attempt, webhookID: String) {
    self = .with {
      $0.ok = attempt.error == nil
      if let status = attempt.status { $0.statusCode = Int32(status) }
      $0.latencyMs = Int64(attempt.latency / .milliseconds(1))
      if let error = attempt.error { $0.error = error }
      $0.webhookID = webhookID
    }
  }
}

extension OrderV1.ReceiveStockResponse {
  init(_ results: [StockSyncResult], of storeID: String, webhookID: String) {
    self = .with {
      $0.storeID = storeID
      $0.webhookID = webhookID
      $0.applied = Int64(results.count { $0.status == .applied })
      $0.refused = Int64(results.count) - $0.applied
      $0.results = results.map(\.asProto)
    }
  }
}

extension StockSyncResult {
  fileprivate var asProto: OrderV1.StockSyncResult {
    .with {
      $0.sku = sku
      $0.status = status.asProto
      if let onHand { $0.onHand = onHand }
      if let version { $0.version = version }
      if let message { $0.message = message }
    }
  }
}

extension StockSyncResult.Status {
  fileprivate var asProto: OrderV1.StockSyncStatus {
    switch self {
    case .applied: .applied
    case .stale: .stale
    case .unknownSKU: .unknownSku
    case .invalid: .invalid
    }
  }
}
