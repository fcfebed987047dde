import Runtime

extension AreaModule {
  /// What users see of their credits, and the clock that renews them.
  static func credits(_ environment: ServiceEnvironment) -> AreaModule {
    AreaModule(services: [
      CreditHandler(credits: CreditStore(database: environment.database), clock: environment.clock)
    ])
  }
}
