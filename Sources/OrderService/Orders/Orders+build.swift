import Runtime

extension AreaModule {
  /// Orders, and what keeps lists of them quick.
  static func orders(_ parts: OrderParts) -> AreaModule {
    let orders = OrderStore(
      database: parts.database, keys: parts.payments.keys, relay: parts.relay, clock: parts.clock, ids: parts.ids)
    let tallies = OrderTallyKeeper(database: parts.database, clock: parts.clock)
    return AreaModule(
      services: [
        OrderHandler(
          orders: orders, access: parts.access, charges: parts.payments.charges, clock: parts.clock, ids: parts.ids)
      ],
      workers: [
        PeriodicWork(name: "adding up orders", interval: .seconds(10), logger: parts.logger) {
          try await tallies.sweep()
        }
      ])
  }
}
