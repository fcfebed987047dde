/// Where an order is on its way.
enum OrderStatus: Sendable, Equatable {
  case pending, awaitingPayment, awaitingProof, confirmed, preparing, shipped, delivered, cancelled
  /// One that this version does not know, by its number in the contract.
  case other(Int)
}
