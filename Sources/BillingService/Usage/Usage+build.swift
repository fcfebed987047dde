import Runtime

extension AreaModule {
  /// What was used, as clients report it and as they see it.
  static func usage(_ environment: ServiceEnvironment, _ unpriced: UnpricedModels) -> AreaModule {
    AreaModule(services: [
      TokenUsageHandler(
        usage: UsageStore(database: environment.database),
        memberships: Memberships(auth: environment.channels.auth, clock: environment.clock),
        clock: environment.clock, ids: environment.ids, unpriced: unpriced)
    ])
  }
}
