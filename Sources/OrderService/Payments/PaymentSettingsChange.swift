import Runtime
import Storage

/// What to change about a store's payment settings; nil leaves a field as it is.
struct PaymentSettingsChange: Sendable {
  /// A new AbacatePay key, sealed, with its hint.
  struct SealedKey: Sendable {
    var sealed: [UInt8]
    var hint: String
  }

  var key = NullableChange<SealedKey>.keep
  var abacatePayEnabled: Bool?
  var pixExpiresMinutes: Int32?
  var codEnabled: Bool?
  var manualPixEnabled: Bool?
  var manualPixKey = NullableChange<PixKey>.keep
  var merchantName = NullableChange<String>.keep
  var merchantCity = NullableChange<String>.keep
  var reservesStock: Bool?

  /// The names of the fields that are given, as the API spells them; whether they are new is not looked at.
  var fields: [String] {
    let given: [(String, Bool)] = [
      ("abacatepay_api_key", !key.isKept), ("abacatepay_enabled", abacatePayEnabled != nil),
      ("pix_expires_minutes", pixExpiresMinutes != nil), ("cod_enabled", codEnabled != nil),
      ("manual_pix.enabled", manualPixEnabled != nil), ("manual_pix.key", !manualPixKey.isKept),
      ("manual_pix.merchant_name", !merchantName.isKept), ("manual_pix.merchant_city", !merchantCity.isKept),
      ("reserve_stock", reservesStock != nil),
    ]
    return given.filter(\.1).map(\.0)
  }

  func applied(to settings: PaymentSettings, at now: Timestamp) -> PaymentSettings {
    var settings = settings
    let key = key.applied(to: settings.sealedKey.map { SealedKey(sealed: $0, hint: settings.keyHint ?? "") })
    settings.sealedKey = key?.sealed
    settings.keyHint = key?.hint
    if case .set = self.key { settings.abacatePayEnabled = true }
    settings.abacatePayEnabled = abacatePayEnabled ?? settings.abacatePayEnabled
    settings.pixExpiresMinutes = pixExpiresMinutes ?? settings.pixExpiresMinutes
    settings.codEnabled = codEnabled ?? settings.codEnabled
    settings.manualPix.isEnabled = manualPixEnabled ?? settings.manualPix.isEnabled
    settings.manualPix.key = manualPixKey.applied(to: settings.manualPix.key)
    settings.manualPix.merchantName = merchantName.applied(to: settings.manualPix.merchantName)
    settings.manualPix.merchantCity = merchantCity.applied(to: settings.manualPix.merchantCity)
    settings.updatedAt = now
    return settings
  }
}
