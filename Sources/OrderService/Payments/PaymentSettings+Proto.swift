import Contracts
import Runtime

extension PaymentSettings {
  func asProto(of storeID: String, reservesStock: Bool, _ keys: AbacatePayKeys) -> OrderV1.PaymentSettings {
    .with {
      $0.storeID = storeID
      $0.abacatepayEnabled = abacatePayEnabled
      if let keyHint { $0.abacatepayApiKeyHint = keyHint }
      $0.abacatepayConfigured = keys.isConfigured(self)
      $0.pixExpiresMinutes = pixExpiresMinutes
      $0.codEnabled = codEnabled
      $0.manualPix = manualPix.asProto
      $0.reserveStock = reservesStock
      if let updatedAt { $0.updatedAt = updatedAt.asProto }
    }
  }
}

extension PaymentSettings.ManualPix {
  fileprivate var asProto: OrderV1.ManualPix {
    .with {
      $0.enabled = isEnabled
      if let key { $0.key = key.text }
      if let merchantName { $0.merchantName = merchantName }
      if let merchantCity { $0.merchantCity = merchantCity }
    }
  }
}

extension PaymentSettingsChange {
  private static let keyLengths = 8...200

  /// Seals the key on the way in.
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.UpdatePaymentSettingsRequest, _ keys: AbacatePayKeys) throws {
    var check = Violations()
    let key = proto.abacatepayApiKey
    if proto.hasAbacatepayApiKey, !key.isEmpty {
      check.text(key, "abacatepay_api_key", Self.keyLengths)
      // It goes into a header.
      check.require(
        key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "abacatepay_api_key", "should be printable ASCII")
    }
    if proto.hasPixExpiresMinutes {
      check.number(proto.pixExpiresMinutes, "pix_expires_minutes", PaymentSettings.allowedMinutes)
    }
    let manual = proto.manualPix
    let pixKey = Self.pixKey(manual, &check)
    let name = check.textChange(manual.hasMerchantName, manual.merchantName, "manual_pix.merchant_name", maximum: 200)
    let city = check.textChange(manual.hasMerchantCity, manual.merchantCity, "manual_pix.merchant_city", maximum: 200)
    try check.throwIfAny()
    self.init(
      key: !proto.hasAbacatepayApiKey ? .keep : key.isEmpty ? .clear : .set(try keys.seal(key)),
      abacatePayEnabled: proto.hasAbacatepayEnabled ? proto.abacatepayEnabled : nil,
      pixExpiresMinutes: proto.hasPixExpiresMinutes ? proto.pixExpiresMinutes : nil,
      codEnabled: proto.hasCodEnabled ? proto.codEnabled : nil,
      manualPixEnabled: manual.hasEnabled ? manual.enabled : nil, manualPixKey: pixKey, merchantName: name,
      merchantCity: city, reservesStock: proto.hasReserveStock ? proto.reserveStock : nil)
  }

  private static func pixKey(_ manual: OrderV1.ManualPixChange, _ check: inout Violations) -> NullableChange<PixKey> {
    guard manual.hasKey else { return .keep }
    guard !manual.key.isEmpty else { return .clear }
    guard let key = PixKey(manual.key) else {
      check.add(
        "manual_pix.key", "should be a CPF, a CNPJ, an e-mail, a telephone number with +55, or a random key")
      return .keep
    }
    return .set(key)
  }
}
