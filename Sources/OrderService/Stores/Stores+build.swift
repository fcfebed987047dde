import Runtime

extension AreaModule {
  /// Stores of companies.
  static func stores(_ parts: OrderParts) -> AreaModule {
    let stores = Stores(database: parts.database, clock: parts.clock, ids: parts.ids)
    return AreaModule(services: [StoreHandler(stores: stores, access: parts.access, clock: parts.clock)])
  }
}
