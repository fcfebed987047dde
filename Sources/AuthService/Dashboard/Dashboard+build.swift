import Runtime
import Storage

/// The dashboard API's part of the auth service.
struct Dashboard: Sendable {
  let services: [any HostedService]

  /// - Parameter outboxFilled: called after a commit that left a message in the outbox.
  init(
    _ environment: ServiceEnvironment, signal: RevocationSignal, tokens: TokenIssuer, passwords: PasswordHasher,
    guardian: LoginGuard, secondFactors: SecondFactors, links: EmailLinks,
    outboxFilled: @escaping @Sendable () -> Void
  ) {
    let database = environment.database
    let (clock, ids) = (environment.clock, environment.ids)
    let tenants = TenantStore(database: database)
    let sessions = AdminSessionStore(database: database, signal: signal)
    let access = DashboardAccess(sessions: sessions, clock: clock)
    let accounts = AdminAccounts(
      admins: AdminStore(database: database, signal: signal), sessions: sessions,
      team: TeamStore(database: database, signal: signal), passwords: passwords, tokens: tokens, guardian: guardian,
      secondFactors: secondFactors, links: links, clock: clock, ids: ids, outboxFilled: outboxFilled)
    let keys = APIKeys(
      store: APIKeyStore(database: database, signal: signal), pepper: KeyPepper(environment.settings), ids: ids)
    services = [
      TenantAuthHandler(access: access, accounts: accounts, tenants: tenants),
      ApiKeyHandler(access: access, keys: keys),
      TenantSettingsHandler(
        access: access, tenants: tenants,
        googleSecrets: SecretBox(environment.settings, purpose: TenantSettings.googleSecretPurpose)),
      TeamHandler(access: access, accounts: accounts, tenants: tenants),
      TenantUserHandler(
        access: access, users: UserDirectory(database: database, signal: signal),
        organizations: OrganizationStore(database: database, signal: signal), secondFactors: secondFactors.store,
        audit: AuditStore(database: database)),
    ]
  }
}
