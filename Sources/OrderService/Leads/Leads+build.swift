import Runtime

extension AreaModule {
  /// People who write to stores.
  static func leads(_ parts: OrderParts) -> AreaModule {
    let leads = LeadStore(database: parts.database, clock: parts.clock, ids: parts.ids)
    return AreaModule(services: [
      LeadHandler(leads: leads, access: parts.access, clock: parts.clock, ids: parts.ids)
    ])
  }
}
