import Runtime

extension AreaModule {
  /// What every call of a model goes through.
  static func metering(_ environment: ServiceEnvironment, _ unpriced: UnpricedModels) -> AreaModule {
    AreaModule(services: [
      MeteringHandler(
        holds: HoldStore(database: environment.database), clock: environment.clock, ids: environment.ids,
        unpriced: unpriced)
    ])
  }
}
