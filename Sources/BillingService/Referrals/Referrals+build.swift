import Runtime

extension AreaModule {
  /// Referral codes.
  static func referrals(_ environment: ServiceEnvironment) -> AreaModule {
    let auth = environment.channels.auth
    return AreaModule(services: [
      ReferralHandler(
        referrals: ReferralStore(database: environment.database, ids: environment.ids),
        access: DashboardAccessClient(auth: auth),
        users: UserDirectoryClient(auth: auth), clock: environment.clock)
    ])
  }
}
