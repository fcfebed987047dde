import Runtime

/// What Stripe takes.
extension Violations {
  /// What Stripe takes at most in one payment.
  static let maximumAmount: Int64 = 99_999_999

  /// An amount in a currency's smallest unit.
  mutating func amount(_ amount: Int64, _ field: String, in currency: Currency) {
    let minimum = currency.minimumCharge
    guard
      require(
        (minimum...Self.maximumAmount).contains(amount), field, "should be between \(minimum) and \(Self.maximumAmount)"
      )
    else { return }
    require(
      amount % currency.step == 0, field, "should be a multiple of \(currency.step) in \(currency.code)")
  }

  /// An ISO 4217 code.
  mutating func currency(_ code: String, _ field: String) -> Currency? {
    let currency = Currency(code)
    require(currency != nil, field, "should be three letters, as ISO 4217 has it")
    return currency
  }

  /// Where a browser is sent; empty is the default.
  mutating func returnURL(_ url: String, _ field: String) {
    guard !url.isEmpty else { return }
    require(
      Self.isReturnURL(url), field, "should be an absolute https URL (http on loopback only) of at most 2,048 bytes",
      type: "url_parsing")
  }

  /// An absolute https address, or an http one of this machine.
  static func isReturnURL(_ url: String) -> Bool {
    guard WebAddress.isValid(url) else { return false }
    let lower = url.lowercased()
    if lower.hasPrefix("https://") { return true }
    let host = lower.dropFirst("http://".count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix("\($0):") }
  }
}

extension Currency {
  /// What Stripe takes at least. Currencies whose minimum is not known here have their step.
  var minimumCharge: Int64 {
    switch code {
    case "brl", "eur", "usd": 50
    case "gbp": 30
    case "huf": 17_500
    default: step
    }
  }
}
