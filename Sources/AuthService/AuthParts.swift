import Runtime
import Storage

/// What several areas of the auth service share, made once.
struct AuthParts: Sendable {
  let environment: ServiceEnvironment
  /// Of every store of this process that leaves revocations behind.
  let signal: RevocationSignal
  let tenants: TenantStore
  let apiKeys: APIKeyStore
  let organizations: OrganizationStore
  let adminSessions: AdminSessionStore
  let signingKeys: SigningKeyRing
  let tokens: TokenIssuer
  let links: EmailLinks
  let relay: OutboxRelay
  let loginGuard: LoginGuard
  let secondFactors: SecondFactors
  let stepUp: StepUp
  let accounts: Accounts

  var database: any Database { environment.database }
  var clock: any WallClock { environment.clock }
  var ids: any IDGenerator { environment.ids }

  /// Lets dashboard admins into the areas that their dashboard shows.
  var dashboardAccess: DashboardAccess { DashboardAccess(sessions: adminSessions, clock: clock) }

  /// Called after a commit that left a message in the outbox.
  var outboxFilled: @Sendable () -> Void { { [relay] in relay.wake() } }

  /// - Parameter environment: with a database that is migrated.
  init(_ environment: ServiceEnvironment, passwordCost: PasswordCost) async throws {
    let (database, clock, ids) = (environment.database, environment.clock, environment.ids)
    let signal = RevocationSignal()
    let users = UserStore(database: database, signal: signal)
    self.environment = environment
    self.signal = signal
    tenants = TenantStore(database: database)
    apiKeys = APIKeyStore(database: database, signal: signal)
    organizations = OrganizationStore(database: database, signal: signal)
    adminSessions = AdminSessionStore(database: database, signal: signal)
    signingKeys = try await SigningKeyRing(
      store: SigningKeyStore(database: database, box: SecretBox(environment.settings, purpose: "signing key")),
      newID: ids.next(), at: clock.now())
    tokens = TokenIssuer(keys: signingKeys)
    links = EmailLinks(tenants: tenants, apiKeys: apiKeys, gateway: environment.gatewayURL)
    let relay = OutboxRelay(environment, users: users, links: links, signal: signal)
    self.relay = relay
    loginGuard = LoginGuard(environment)
    secondFactors = SecondFactors(environment, loginGuard: loginGuard)
    stepUp = StepUp(database: database)
    accounts = Accounts(
      users: users, sessions: SessionStore(database: database, signal: signal),
      mailedTokens: MailedTokenStore(database: database), tenants: tenants, links: links,
      passwords: PasswordHasher(cost: passwordCost), tokens: tokens, loginGuard: loginGuard,
      secondFactors: secondFactors, stepUp: stepUp, clock: clock, ids: ids, outboxFilled: { relay.wake() })
  }
}
