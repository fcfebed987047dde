import Storage

/// How a store is paid. A store without settings of its own has these defaults.
struct PaymentSettings: Sendable, Equatable {
  /// PIX to the store's own key.
  struct ManualPix: Sendable, Equatable {
    var isEnabled = true
    /// Nil: the store's `pix_key`.
    var key: PixKey?
    /// Nil: the store's name.
    var merchantName: String?
    /// Nil: the store's city.
    var merchantCity: String?
  }

  /// 5 minutes to 30 days.
  static let allowedMinutes: ClosedRange<Int32> = 5...43_200

  var abacatePayEnabled = false
  /// The store's own AbacatePay key, sealed; nil: the installation's.
  var sealedKey: [UInt8]?
  /// The key's end, to tell it by.
  var keyHint: String?
  var pixExpiresMinutes: Int32 = 1_440
  var codEnabled = true
  var manualPix = ManualPix()
  /// Nil: never changed.
  var updatedAt: Timestamp?

  /// When a PIX order that is made now is cancelled unpaid.
  func end(from now: Timestamp) -> Timestamp { now.adding(.seconds(Int64(pixExpiresMinutes) * 60)) }

  /// The code for a payment to the store's own key; nil without one, or in another currency than PIX has.
  func manualCode(for store: Store, cents: Int64, transactionID: String) -> String? {
    guard manualPix.isEnabled, let key = manualPix.key ?? store.pixKey, store.currency == "BRL" else { return nil }
    return BRCode(
      key: key, amountCents: cents, merchantName: manualPix.merchantName ?? store.name,
      merchantCity: manualPix.merchantCity ?? store.city ?? "", transactionID: transactionID
    ).text
  }
}
