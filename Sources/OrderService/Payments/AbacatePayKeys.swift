import Runtime

/// The keys that charges are made with: a store's own, kept sealed, or the installation's.
struct AbacatePayKeys: Sendable {
  /// How much of a key's end is shown.
  private static let hintLength = 4

  let box: SecretBox
  /// `ABACATEPAY_API_KEY`.
  let installation: String?

  init(_ settings: Settings) {
    box = SecretBox(settings, purpose: "abacatepay")
    installation = settings.abacatePay.apiKey
  }

  /// The key for a store, or nil.
  /// - Throws: ``PaymentError/unavailable(_:)`` when it was sealed with another pepper.
  func key(for settings: PaymentSettings) throws -> String? {
    guard let sealed = settings.sealedKey else { return installation }
    do {
      return String(decoding: try box.open(sealed), as: UTF8.self)
    } catch {
      throw PaymentError.unavailable("the store's key was sealed by another installation")
    }
  }

  /// Whether there is a key for a store.
  func isConfigured(_ settings: PaymentSettings) -> Bool { settings.sealedKey != nil || installation != nil }

  /// Whether a store's new PIX orders are charged through AbacatePay.
  func canCharge(_ settings: PaymentSettings) -> Bool { settings.abacatePayEnabled && isConfigured(settings) }

  /// A store's new key as it is kept.
  func seal(_ key: String) throws -> PaymentSettingsChange.SealedKey {
    PaymentSettingsChange.SealedKey(sealed: try box.seal(Array(key.utf8)), hint: "…\(key.suffix(Self.hintLength))")
  }
}
