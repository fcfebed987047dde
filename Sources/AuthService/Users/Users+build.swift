import Runtime

extension AreaModule {
  /// End users as others see them: each other, and the dashboard.
  static func users(_ parts: AuthParts) -> AreaModule {
    let directory = UserDirectory(database: parts.database, signal: parts.signal)
    return AreaModule(services: [
      UserHandler(
        users: directory, tenants: parts.tenants, stepUp: parts.stepUp, clock: parts.clock, ids: parts.ids),
      TenantUserHandler(
        access: parts.dashboardAccess, users: directory, organizations: parts.organizations,
        secondFactors: parts.secondFactors.store, audit: AuditStore(database: parts.database)),
    ])
  }
}
