/// How many orders of a store stand in one status.
struct OrderTally: Sendable, Equatable {
  var status: OrderStatus
  var orders: Int64
  var cents: Int64
}
