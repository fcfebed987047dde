import Runtime
import Storage

/// What operators do without the RPCs: the first start's bootstrap, and `quartet admin`.
///
/// Changes reach running services through the database, gateways within a second. What goes wrong is
/// thrown as a ``DomainError``.
public struct AuthAdministration: Sendable {
  private let tenants: TenantStore
  private let users: UserStore
  private let sessions: SessionStore
  private let apiKeys: APIKeyStore
  private let passwords: PasswordHasher
  private let pepper: KeyPepper
  private let clock: any WallClock
  private let ids: any IDGenerator

  init(_ environment: ServiceEnvironment, passwordCost: PasswordCost) throws {
    // Streams of this process look into the database by themselves; nobody listens to this signal.
    let signal = RevocationSignal()
    tenants = TenantStore(database: environment.database)
    users = UserStore(database: environment.database, signal: signal)
    sessions = SessionStore(database: environment.database, signal: signal)
    apiKeys = APIKeyStore(database: environment.database, signal: signal)
    passwords = try PasswordHasher(cost: passwordCost)
    pepper = KeyPepper(environment.settings)
    clock = environment.clock
    ids = environment.ids
  }

  // MARK: Tenants

  /// Makes the tenant of every route without API keys, unless it is there.
  public func ensureDefaultTenant() async throws {
    try await tenants.ensure(id: Caller.defaultTenantID, name: "Default", at: clock.now())
  }

  /// - Returns: the new tenant's id.
  /// - Throws: INVALID_ARGUMENT for a bad name.
  public func createTenant(name: String) async throws -> String {
    var violations = Violations()
    violations.text(name, "name", 1...200)
    try violations.throwIfAny()
    let id = ids.next()
    try await tenants.ensure(id: id, name: name, at: clock.now())
    return id
  }

  /// All tenants, oldest first.
  public func listTenants() async throws -> [Tenant] { try await tenants.all() }

  /// Whether new users of the tenant must verify their e-mail before they log in.
  /// - Throws: NOT_FOUND `TENANT_NOT_FOUND`.
  public func setEmailVerificationRequired(_ required: Bool, tenantID: String = Caller.defaultTenantID) async throws {
    try await tenants.setEmailVerificationRequired(required, tenantID: tenantID, at: clock.now())
  }

  // MARK: API keys

  /// Makes an API key.
  /// - Parameter origins: where a publishable key is accepted from, as `scheme://host[:port]` or "*".
  /// - Returns: the key's text, which can't be had again.
  /// - Throws: NOT_FOUND `TENANT_NOT_FOUND`, INVALID_ARGUMENT for an origin that is none.
  public func createAPIKey(
    tenantID: String = Caller.defaultTenantID, secret: Bool, origins: [String] = []
  ) async throws -> String {
    let tenant = try await tenants.active(tenantID)
    let text = APIKeyText(secret: secret)
    let record = APIKeyRecord(
      id: ids.next(), tenantID: tenant.id, isSecret: secret, hint: text.hint,
      allowedOrigins: try Self.normalized(origins), createdAt: clock.now(), revokedAt: nil)
    try await apiKeys.insert(record, hash: pepper.hash(text))
    return text.text
  }

  /// A tenant's keys, oldest first, revoked ones included.
  public func listKeys(tenantID: String = Caller.defaultTenantID) async throws -> [APIKeyRecord] {
    try await apiKeys.all(tenantID: tenantID)
  }

  /// The record of a key whose text is at hand, or nil when it is unknown, revoked or mistyped.
  public func findKey(_ plaintext: String) async throws -> APIKeyRecord? {
    guard let text = APIKeyText(plaintext) else { return nil }
    return try await apiKeys.good(hash: pepper.hash(text), at: clock.now())
  }

  /// - Throws: NOT_FOUND `API_KEY_UNKNOWN` for an unknown key, or one that was revoked before.
  public func revokeAPIKey(id: String) async throws {
    guard try await apiKeys.revoke(id: id, at: clock.now()) else { throw AuthError.apiKeyUnknown }
  }

  /// Adds an origin to every publishable key of the tenant that lacks it.
  /// - Throws: INVALID_ARGUMENT for an origin that is none.
  public func addAllowedOrigin(_ origin: String, tenantID: String = Caller.defaultTenantID) async throws {
    guard let origin = Origin(origin) else { throw Self.badOrigin(origin) }
    try await apiKeys.allow(origin, tenantID: tenantID, at: clock.now())
  }

  // MARK: People

  /// Makes an end user whose e-mail counts as verified.
  /// - Returns: the user's id.
  /// - Throws: ALREADY_EXISTS `EMAIL_TAKEN`, INVALID_ARGUMENT with every bad field.
  public func createUser(
    tenantID: String = Caller.defaultTenantID, email: String, password: String, displayName: String? = nil
  ) async throws -> String {
    let tenant = try await tenants.active(tenantID)
    let address = try Self.checked(email, password)
    let new = NewUser(
      id: ids.next(), tenantID: tenant.id, email: address, displayName: displayName, locale: "en",
      isEmailVerified: true, isPending: false, accountID: ids.next(), passwordHash: try await passwords.hash(password),
      createdAt: clock.now())
    try await users.insert(new)
    return new.id
  }

  /// Makes a tenant's dashboard admin unless the e-mail is known.
  /// - Returns: false when it was known; its password is left alone.
  /// - Throws: INVALID_ARGUMENT with every bad field, NOT_FOUND `TENANT_NOT_FOUND`.
  @discardableResult
  public func ensureDashboardAdmin(
    tenantID: String = Caller.defaultTenantID, email: String, password: String
  ) async throws -> Bool {
    let tenant = try await tenants.active(tenantID)
    let address = try Self.checked(email, password)
    let hash = try await passwords.hash(password)
    return try await tenants.ensureAdmin(
      id: ids.next(), tenantID: tenant.id, email: address, passwordHash: hash, at: clock.now())
  }

  /// Counts a user's e-mail as verified.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func markEmailVerified(tenantID: String = Caller.defaultTenantID, email: String) async throws {
    guard let address = EmailAddress(email) else { throw AuthError.userNotFound }
    try await users.markEmailVerified(tenantID: tenantID, email: address, at: clock.now())
  }

  /// Ends every session of a user: access tokens, refresh tokens and cookies.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func endSessions(tenantID: String = Caller.defaultTenantID, userID: String) async throws {
    try await users.endSessions(tenantID: tenantID, userID: userID, deactivate: false, at: clock.now())
  }

  /// Ends every session of a user and refuses further logins.
  /// - Throws: NOT_FOUND `USER_NOT_FOUND`.
  public func deactivateUser(tenantID: String = Caller.defaultTenantID, userID: String) async throws {
    try await users.endSessions(tenantID: tenantID, userID: userID, deactivate: true, at: clock.now())
  }

  // MARK: Checks

  private static func checked(_ email: String, _ password: String) throws -> EmailAddress {
    var violations = Violations()
    let address = EmailAddress(email)
    violations.require(address != nil, "email", "value is not a valid email address")
    PasswordRule.check(password, "password", &violations)
    return try violations.checked(address)
  }

  private static func normalized(_ origins: [String]) throws -> [String] {
    var seen: Set<String> = []
    return try origins.map { text in
      guard text != "*" else { return text }
      guard let origin = Origin(text) else { throw badOrigin(text) }
      return origin.text
    }.filter { seen.insert($0).inserted }
  }

  private static func badOrigin(_ text: String) -> ServiceError {
    ServiceError(
      .invalidArgument, "VALIDATION_FAILED", "'\(text)' is not an origin such as https://app.example.com",
      violations: [FieldViolation("origins", "'\(text)' is not an origin", type: "url_parsing")])
  }
}
