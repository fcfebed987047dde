/// A price to make. Prices never change: another amount is another price.
struct NewStripePrice: Sendable, Equatable {
  var product: String
  var currency: Currency
  /// In the currency's smallest unit.
  var amount: Int64
  /// "day", "week", "month" or "year"; nil: paid once.
  var interval: String?
  /// Usage of this meter is what is paid for; `amount` is for each unit of it.
  var meter: String?
  var nickname: String?
  var metadata: [String: String] = [:]

  var parameters: StripeParameters {
    var recurring: StripeParameters = [:]
    if let interval { recurring["interval"] = .text(interval) }
    if let meter {
      recurring["usage_type"] = "metered"
      recurring["meter"] = .text(meter)
    }
    return [
      "product": .text(product), "currency": .text(currency.code), "unit_amount": .number(amount),
      "recurring": recurring.isEmpty ? nil : .object(recurring), "nickname": nickname.map(StripeValue.text),
      "metadata": .metadata(metadata),
    ]
  }
}
