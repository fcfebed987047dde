import Runtime

extension AreaModule {
  /// Referral codes.
  static func referrals(_ environment: ServiceEnvironment) -> AreaModule {
    AreaModule(services: [
      ReferralHandler(
        referrals: ReferralStore(database: environment.database, ids: environment.ids),
        access: DashboardAccessClient(auth: environment.channels.auth), clock: environment.clock)
    ])
  }
}
