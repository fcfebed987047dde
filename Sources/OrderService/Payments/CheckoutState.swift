/// A charge for an order that a caller made elsewhere.
struct CheckoutState: Sendable {
  var orderID: String
  var charge: PixCharge
  /// Nil: the order's total.
  var amountCents: Int64?
  var expectedVersion: Int64?

  /// Nothing is given: the order's own charge is asked for.
  var isEmpty: Bool { charge.id == nil && charge.code == nil && charge.linkURL == nil }
}
