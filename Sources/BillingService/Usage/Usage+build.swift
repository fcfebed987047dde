import Runtime

extension AreaModule {
  /// What was used, as clients report it and as they see it.
  static func usage(_ environment: ServiceEnvironment, _ unpriced: UnpricedModels) -> AreaModule {
    let usage = UsageStore(database: environment.database)
    let memberships = Memberships(auth: environment.channels.auth, clock: environment.clock)
    return AreaModule(services: [
      TokenUsageHandler(
        usage: usage, memberships: memberships, clock: environment.clock, ids: environment.ids, unpriced: unpriced),
      UsageHandler(
        usage: usage, entities: EntityUsageClient(order: environment.channels.order), memberships: memberships,
        clock: environment.clock, ids: environment.ids),
    ])
  }
}
