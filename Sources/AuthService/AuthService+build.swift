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
    let apiKeys = APIKeyStore(database: database, signal: signal)
    let organizations = OrganizationStore(database: database, signal: signal)
    let revocations = RevocationStore(database: database)
    let signingKeys = SigningKeyStore(database: database)

    try await database.migrate(AuthSchema.migrations)
    try await tenants.ensure(id: Caller.defaultTenantID, name: "Default", at: clock.now())
    let tokens = try await tokenIssuer(signingKeys, candidate: SigningKey(id: ids.next(), createdAt: clock.now()))

    let emails = EmailFiles(dataDirectory: environment.settings.dataDirectory)
    let relay = OutboxRelay(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: [OutgoingEmail.topic: { try emails.deliver($0) }])
    let accounts = Accounts(
      users: users, sessions: sessions, tenants: tenants, apiKeys: apiKeys,
      passwords: try PasswordHasher(cost: passwordCost), tokens: tokens, clock: clock, ids: ids,
      outboxFilled: { relay.wake() })

    return ServiceModule(
      name: "auth",
      services: [
        AccountHandler(accounts: accounts),
        OrganizationHandler(organizations: organizations, clock: clock, ids: ids),
        CompanyHandler(organizations: organizations, clock: clock, ids: ids),
        AccessHandler(
          apiKeys: apiKeys, sessions: sessions, organizations: organizations, signingKeys: signingKeys,
          revocations: RevocationWatch(store: revocations, signal: signal),
          pepper: KeyPepper(environment.settings), clock: clock),
      ],
      workers: [
        relay, Sweeper(sessions: sessions, revocations: revocations, clock: clock, logger: environment.logger),
      ])
  }

  /// Tenants, keys and users for `quartet up` and `quartet admin`, over the same database; migrates it.
  /// - Throws: ``StorageError`` when the database can't be migrated.
  public static func administration(
    _ environment: ServiceEnvironment, passwordCost: PasswordCost = .standard
  ) async throws -> AuthAdministration {
    try await environment.database.migrate(AuthSchema.migrations)
    return try AuthAdministration(environment, passwordCost: passwordCost)
  }

  private static func tokenIssuer(_ store: SigningKeyStore, candidate: SigningKey) async throws -> TokenIssuer {
    let keys = try await store.ensure(candidate)
    return await TokenIssuer(current: keys.first ?? candidate, retired: Array(keys.dropFirst()))
  }
}
