import Runtime

extension AreaModule {
  /// Organizations: members, invitations and departments.
  static func organizations(_ parts: AuthParts) -> AreaModule {
    let (database, clock, ids) = (parts.database, parts.clock, parts.ids)
    let invitations = Invitations(
      store: InvitationStore(database: database, signal: parts.signal), accounts: parts.accounts)
    return AreaModule(services: [
      OrganizationHandler(
        organizations: parts.organizations, memberships: MembershipStore(database: database, signal: parts.signal),
        tenants: parts.tenants, stepUp: parts.stepUp, clock: clock, ids: ids),
      InvitationHandler(invitations: invitations, clock: clock),
      DepartmentHandler(departments: DepartmentStore(database: database), clock: clock, ids: ids),
      CompanyHandler(organizations: parts.organizations, clock: clock, ids: ids),
    ])
  }
}
