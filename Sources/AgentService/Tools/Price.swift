/// Prices as shops write them.
enum Price {
  /// Cents as Brazilian shops write them: `R$ 1.234,56`.
  static func reais(_ cents: Int64) -> String {
    let amount = cents.magnitude
    var whole = ""
    for (place, digit) in String(amount / 100).reversed().enumerated() {
      if place > 0, place.isMultiple(of: 3) { whole.append(".") }
      whole.append(digit)
    }
    return "\(cents < 0 ? "-" : "")R$ \(String(whole.reversed())),\(hundredths(amount))"
  }

  /// A price in the currency of its store.
  static func text(_ cents: Int64, _ currency: String) -> String {
    guard currency != "BRL", !currency.isEmpty else { return reais(cents) }
    let amount = cents.magnitude
    return "\(cents < 0 ? "-" : "")\(currency) \(amount / 100).\(hundredths(amount))"
  }

  private static func hundredths(_ amount: UInt64) -> String {
    let rest = String(amount % 100)
    return rest.count == 1 ? "0" + rest : rest
  }
}
