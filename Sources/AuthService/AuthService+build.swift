import Runtime
import ServiceLifecycle
import Storage

/// The auth service: tenants, API keys, users, sessions and organizations.
public enum AuthService {
  /// Migrates the database, makes the default tenant and the first signing key, and wires the service.
  /// - Parameter passwordCost: what a password hash costs; tests take a cheap one.
  /// - Throws: ``StorageError`` when the database can't be migrated.
  public static func build(
    _ environment: ServiceEnvironment, passwordCost: PasswordCost = .standard
  ) async throws -> ServiceModule {
    let database = environment.database
    let clock = environment.clock
    let ids = environment.ids
    let signal = RevocationSignal()
    let tenants = TenantStore(database: database)
    let users = UserStore(database: database, signal: signal)
    let sessions = SessionStore(database: database, signal: signal)
    let mailedTokens = MailedTokenStore(database: database)
    let apiKeys = APIKeyStore(database: database, signal: signal)
    let organizations = OrganizationStore(database: database, signal: signal)
    let revocations = RevocationStore(database: database)

    try await database.migrate(AuthSchema.migrations)
    try await tenants.ensure(id: Caller.defaultTenantID, name: "Default", at: clock.now())
    let signingKeys = try await SigningKeyRing(
      store: SigningKeyStore(database: database, box: SecretBox(environment.settings, purpose: "signing key")),
      newID: ids.next(), at: clock.now())
    let tokens = TokenIssuer(keys: signingKeys)

    let mailer = Self.mailer(environment.settings)
    let links = EmailLinks(tenants: tenants, apiKeys: apiKeys, gateway: environment.gatewayURL)
    let accountEmails = AccountEmails(users: users, links: links, clock: clock, ids: ids)
    let adminResets = AdminResetMails(
      admins: AdminStore(database: database, signal: signal), links: links, clock: clock, ids: ids)
    let relay = OutboxRelay(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: [
        OutgoingEmail.topic: { try await mailer.deliver($0) },
        AccountEmailRequest.topic: { try await accountEmails.answer($0) },
        AdminResetRequest.topic: { try await adminResets.answer($0) },
      ])
    let guardian = LoginGuard(environment)
    let factors = SecondFactors(environment, guardian: guardian)
    let accounts = Accounts(
      users: users, sessions: sessions, mailedTokens: mailedTokens, tenants: tenants, links: links,
      passwords: try PasswordHasher(cost: passwordCost), tokens: tokens,
      lockout: guardian, secondFactor: factors, stepUp: StepUp(database: database), clock: clock, ids: ids,
      outboxFilled: { relay.wake() })

    let dashboard = Dashboard(
      environment, signal: signal, tokens: tokens, passwords: accounts.passwords, guardian: guardian,
      secondFactors: factors, links: links, outboxFilled: { relay.wake() })

    return ServiceModule(
      name: "auth",
      services: dashboard.services + [
        AccountHandler(accounts: accounts),
        SecondFactorHandler(
          factors: UserSecondFactors(accounts: accounts, factors: factors, stepUp: StepUp(database: database))),
        OrganizationHandler(
          organizations: organizations, memberships: MembershipStore(database: database, signal: signal),
          tenants: tenants, stepUp: StepUp(database: database), clock: clock, ids: ids),
        InvitationHandler(
          invitations: Invitations(store: InvitationStore(database: database, signal: signal), accounts: accounts),
          clock: clock),
        DepartmentHandler(departments: DepartmentStore(database: database), clock: clock, ids: ids),
        UserHandler(
          users: UserDirectory(database: database, signal: signal), tenants: tenants,
          stepUp: StepUp(database: database), clock: clock, ids: ids),
        CompanyHandler(organizations: organizations, clock: clock, ids: ids),
        SigningKeyHandler(keys: signingKeys),
        OAuthHandler(google: GoogleLogin(environment, accounts: accounts, signal: signal)),
        EmailHandler(
          emails: EmailOutbox(database: database, outboxFilled: { relay.wake() }),
          links: MailedLinks(apiKeys: apiKeys, publicURL: environment.settings.publicURL), clock: clock, ids: ids),
        AccessHandler(
          apiKeys: apiKeys, sessions: sessions, adminSessions: AdminSessionStore(database: database, signal: signal),
          organizations: organizations, signingKeys: signingKeys,
          revocations: RevocationWatch(store: revocations, signal: signal, clock: clock),
          pepper: KeyPepper(environment.settings), clock: clock),
      ] + identity(environment, signal: signal),
      workers: [
        AuditSealer(seals: AuditSeals(database: database), clock: clock, logger: environment.logger),
        KeyRotation(ring: signingKeys, clock: clock, ids: ids, logger: environment.logger),
        relay,
        Sweeper(
          sessions: sessions, adminSessions: AdminSessionStore(database: database, signal: signal),
          mailedTokens: mailedTokens, revocations: revocations,
          oauthLogins: OAuthLoginStore(database: database), guardian: guardian, challenges: factors.challenges,
          invitations: InvitationStore(database: database, signal: signal),
          team: TeamStore(database: database, signal: signal), clock: clock, logger: environment.logger),
        StoragePruner(
          database: database, [Idempotency.retention], now: { clock.now() }, logger: environment.logger),
      ], database: database)
  }

  /// Tenants, keys and users for `quartet up` and `quartet admin`, over the same database; migrates it.
  /// - Throws: ``StorageError`` when the database can't be migrated.
  public static func administration(
    _ environment: ServiceEnvironment, passwordCost: PasswordCost = .standard
  ) async throws -> AuthAdministration {
    try await environment.database.migrate(AuthSchema.migrations)
    return try AuthAdministration(environment, passwordCost: passwordCost)
  }
}
