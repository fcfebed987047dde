import Runtime

extension AreaModule {
  /// Stores' stock in step with their ERPs.
  static func stockSync(_ parts: OrderParts) -> AreaModule {
    AreaModule(services: [
      StockSyncHandler(
        sync: parts.stockSync.sync, access: parts.access, publisher: parts.stockSync.publisher,
        destinations: parts.stockSync.destinations, clock: parts.clock, ids: parts.ids)
    ])
  }
}
