import Runtime
import Storage

/// What operators do without the RPCs: the first start's bootstrap, and `quartet admin`. Tenants are here,
/// keys, users, organizations, locks and teams each in an extension.
///
/// Changes reach running services through the database, gateways within a second. What goes wrong is
/// thrown as a ``DomainError``. The audit log names the system as the actor.
public struct AuthAdministration: Sendable {
  let tenants: TenantStore
  let users: UserStore
  let directory: UserDirectory
  let keys: APIKeys
  let team: TeamStore
  let admins: AdminStore
  let passwords: PasswordHasher
  let googleSecrets: SecretBox
  let clock: any WallClock
  let ids: any IDGenerator
  let audit: AuditStore
  let auditSeals: AuditSealStore
  let signingKeys: SigningKeyStore
  let organizations: OrganizationStore
  let memberships: MembershipStore
  let invitations: InvitationStore
  let sessions: SessionStore
  let betterAuthUsers: BetterAuthUserStore
  let locks: LockStore

  init(_ environment: ServiceEnvironment, passwordCost: PasswordCost) throws {
    let database = environment.database
    // Streams of this process look into the database by themselves; nobody listens to this signal.
    let signal = RevocationSignal()
    tenants = TenantStore(database: database)
    users = UserStore(database: database, signal: signal)
    directory = UserDirectory(database: database, signal: signal)
    passwords = PasswordHasher(cost: passwordCost)
    googleSecrets = SecretBox(environment.settings, purpose: TenantSettings.googleSecretPurpose)
    clock = environment.clock
    ids = environment.ids
    audit = AuditStore(database: database)
    auditSeals = AuditSealStore(database: database)
    signingKeys = SigningKeyStore(database: database, box: SecretBox(environment.settings, purpose: "signing key"))
    keys = APIKeys(
      store: APIKeyStore(database: database, signal: signal), pepper: KeyPepper(environment.settings), ids: ids)
    team = TeamStore(database: database, signal: signal)
    admins = AdminStore(database: database, signal: signal)
    organizations = OrganizationStore(database: database, signal: signal)
    memberships = MembershipStore(database: database, signal: signal)
    invitations = InvitationStore(database: database, signal: signal)
    sessions = SessionStore(database: database, signal: signal)
    betterAuthUsers = BetterAuthUserStore(database: database, signal: signal)
    locks = LockStore(database: database)
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

  /// A tenant that is not suspended.
  /// - Throws: NOT_FOUND `TENANT_NOT_FOUND`.
  public func tenant(_ id: String = Caller.defaultTenantID) async throws -> Tenant { try await tenants.active(id) }

  /// Whether new users of the tenant must verify their e-mail before they log in.
  /// - Throws: NOT_FOUND `TENANT_NOT_FOUND`.
  public func setEmailVerificationRequired(_ required: Bool, tenantID: String = Caller.defaultTenantID) async throws {
    try await updateTenant(tenantID, emailVerificationRequired: required)
  }

  /// Changes a tenant's settings; nil stays.
  /// - Parameters:
  ///   - googleClientID: empty removes the tenant's own OAuth client.
  ///   - googleClientSecret: needed beside a new client id.
  /// - Throws: NOT_FOUND `TENANT_NOT_FOUND`, INVALID_ARGUMENT with every bad field.
  @discardableResult
  public func updateTenant(
    _ id: String = Caller.defaultTenantID, name: String? = nil, emailVerificationRequired: Bool? = nil,
    allowedRedirectURIs: [String]? = nil, refreshTokenRotation: Bool? = nil,
    secondFactor: TenantSettings.SecondFactor? = nil, stepUp: Bool? = nil, googleEnabled: Bool? = nil,
    googleClientID: String? = nil, googleClientSecret: String? = nil,
    email: EmailSettingsChange = EmailSettingsChange()
  ) async throws -> Tenant {
    var violations = Violations()
    if let name { violations.text(name, "name", 1...200) }
    let uris = allowedRedirectURIs.map { violations.redirectURIs($0, "allowed_redirect_uris") }
    let client = violations.googleClient(id: googleClientID, secret: googleClientSecret)
    violations.emailSettings(email)
    try violations.throwIfAny()
    let change = TenantSettingsChange(
      name: name, emailVerificationRequired: emailVerificationRequired, allowedRedirectURIs: uris,
      refreshTokenRotation: refreshTokenRotation, secondFactor: secondFactor, stepUp: stepUp,
      googleEnabled: googleEnabled, googleClient: client, email: email)
    let now = clock.now()
    let entry = AuditEntry.operation(
      "tenant.update", tenantID: id, targetType: "tenant", targetID: id, details: change.auditDetails, at: now)
    return try await tenants.update(id, audit: entry, at: now) { [googleSecrets] tenant in
      try change.applied(to: tenant) { try googleSecrets.seal(Array($0.utf8)) }
    }
  }

  /// Suspends a tenant, which refuses its keys, sessions and logins, or lets it go on.
  /// - Throws: NOT_FOUND `TENANT_NOT_FOUND`.
  public func setTenantActive(_ isActive: Bool, _ id: String) async throws {
    let now = clock.now()
    let entry = AuditEntry.operation(
      isActive ? "tenant.resume" : "tenant.suspend", tenantID: id, targetType: "tenant", targetID: id, at: now)
    try await tenants.setActive(isActive, tenantID: id, audit: entry, at: now)
  }
}
