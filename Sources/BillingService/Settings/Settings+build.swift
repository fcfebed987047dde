import Runtime

extension AreaModule {
  /// How tenants bill.
  static func settings(_ environment: ServiceEnvironment) -> AreaModule {
    AreaModule(services: [
      BillingSettingsHandler(
        settings: BillingSettingsStore(database: environment.database, ids: environment.ids),
        access: DashboardAccessClient(auth: environment.channels.auth), clock: environment.clock)
    ])
  }
}
