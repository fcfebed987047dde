/// A store's orders in figures.
struct OrderStats: Sendable {
  /// Every status, in the order of the state machine.
  var tallies: [OrderTally]
  var lastDay: Int64

  var total: Int64 { tallies.reduce(0) { $0 + $1.orders } }
  var open: Int64 { tallies.filter { !$0.status.isFinal }.reduce(0) { $0 + $1.orders } }
  var sales: (orders: Int64, cents: Int64) {
    tallies.filter(\.status.isSale).reduce((0, 0)) { ($0.0 + $1.orders, $0.1 + $1.cents) }
  }
  var averageCents: Int64 { sales.orders == 0 ? 0 : (sales.cents + sales.orders / 2) / sales.orders }
}
