import Runtime

extension AreaModule {
  /// What the dashboard shows of users' and organizations' accounts.
  static func accounts(_ environment: ServiceEnvironment) -> AreaModule {
    AreaModule(services: [
      BillingAccountHandler(
        accounts: BillingAccountStore(
          database: environment.database, clock: environment.clock, ids: environment.ids),
        access: DashboardAccessClient(auth: environment.channels.auth), clock: environment.clock)
    ])
  }
}
