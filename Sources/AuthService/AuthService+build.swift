import Runtime
import Storage

/// The auth service: tenants, API keys, users, sessions and organizations.
public enum AuthService {
  /// Migrates the database, makes the default tenant and the first signing key, and wires the service.
  /// - Parameter passwordCost: what a password hash costs; tests take a cheap one.
  /// - Throws: ``StorageError`` when the database can't be migrated.
  public static func build(
    _ environment: ServiceEnvironment, passwordCost: PasswordCost = .standard
  ) async throws -> ServiceModule {
    let (database, clock) = (environment.database, environment.clock)
    try await database.migrate(AuthSchema.migrations)
    try await TenantStore(database: database).ensure(id: Caller.defaultTenantID, name: "Default", at: clock.now())
    let parts = try await AuthParts(environment, passwordCost: passwordCost)
    return ServiceModule(
      name: "auth",
      areas: [
        .audit(parts),
        .sessions(parts),
        .accounts(parts),
        .secondFactor(parts),
        .google(parts),
        .users(parts),
        .organizations(parts),
        .tenants(parts),
        .apiKeys(parts),
        .dashboard(parts),
        .betterAuth(parts),
        .access(parts),
        .email(parts),
        AreaModule(workers: [
          Sweeper(environment, signal: parts.signal),
          StoragePruner(
            database: database, [Idempotency.retention], now: { clock.now() }, logger: environment.logger),
        ]),
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
