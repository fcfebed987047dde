/// The cost of a usage record.
struct ModelCost: Sendable, Equatable {
  var microUSD: Int64
  /// False where the model's price is not known: the cost is 0 then, and the record says so, so that it
  /// can be found and priced later.
  var isPriced: Bool
}
