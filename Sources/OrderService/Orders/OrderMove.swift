/// A step that somebody wants an order to take.
struct OrderMove: Sendable {
  var orderID: String
  var to: OrderStatus
  /// The status that the caller believes the order has.
  var expected: OrderStatus?
  /// The version that the caller knows.
  var expectedVersion: Int64?
  var reason: String?
  var party: OrderTransitions.Party
  var actorUserID: String?
}
