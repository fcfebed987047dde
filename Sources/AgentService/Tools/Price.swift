/// Cents as Brazilian shops write them: `R$ 1.234,56`.
func reais(_ cents: Int64) -> String {
  let amount = cents.magnitude
  var whole = ""
  for (place, digit) in String(amount / 100).reversed().enumerated() {
    if place > 0, place.isMultiple(of: 3) { whole.append(".") }
    whole.append(digit)
  }
  let rest = String(amount % 100)
  return "\(cents < 0 ? "-" : "")R$ \(String(whole.reversed())),\(rest.count == 1 ? "0" + rest : rest)"
}

/// A price in the currency of its store.
func price(_ cents: Int64, _ currency: String) -> String {
  guard currency != "BRL", !currency.isEmpty else { return reais(cents) }
  let rest = String(cents.magnitude % 100)
  return "\(cents < 0 ? "-" : "")\(currency) \(cents.magnitude / 100).\(rest.count == 1 ? "0" + rest : rest)"
}
