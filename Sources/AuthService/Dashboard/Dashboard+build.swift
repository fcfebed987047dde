import Runtime

extension AreaModule {
  /// Dashboard admins: their accounts and their team.
  static func dashboard(_ parts: AuthParts) -> AreaModule {
    let (database, signal) = (parts.database, parts.signal)
    let access = parts.dashboardAccess
    let accounts = AdminAccounts(
      admins: AdminStore(database: database, signal: signal), sessions: parts.adminSessions,
      team: TeamStore(database: database, signal: signal), passwords: parts.accounts.passwords, tokens: parts.tokens,
      loginGuard: parts.loginGuard, secondFactors: parts.secondFactors, links: parts.links, clock: parts.clock,
      ids: parts.ids, outboxFilled: parts.outboxFilled)
    return AreaModule(services: [
      DashboardAccessHandler(access: access, targets: AdminTargetStore(database: parts.database)),
      TenantAuthHandler(access: access, accounts: accounts, tenants: parts.tenants),
      TeamHandler(access: access, accounts: accounts, tenants: parts.tenants),
    ])
  }
}
