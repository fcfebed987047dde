import Runtime

extension AreaModule {
  /// Stock that orders take, keep and put back.
  static func stock(_ parts: OrderParts) -> AreaModule {
    let stock = StockStore(database: parts.database, relay: parts.relay, clock: parts.clock, ids: parts.ids)
    return AreaModule(
      services: [StockHandler(stock: stock, access: parts.access, clock: parts.clock)],
      workers: [ReservationSweeper(database: parts.database, clock: parts.clock, logger: parts.logger)])
  }
}
