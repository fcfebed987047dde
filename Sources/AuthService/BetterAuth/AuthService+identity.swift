import Runtime

extension AuthService {
  /// The Better Auth backing store (vek1 `/internal/auth/*`) and the audit log, over the service's tables.
  /// - Parameter signal: of every store of this process that leaves revocations behind.
  static func identity(_ environment: ServiceEnvironment, signal: RevocationSignal) -> [any HostedService] {
    let database = environment.database
    let clock = environment.clock
    let ids = environment.ids
    let caches = IdentityCaches(revocations: RevocationStore(database: database), signal: signal, clock: clock)
    let sessionBox = SecretBox(environment.settings, purpose: "session token")
    let accountBox = SecretBox(environment.settings, purpose: "provider token")
    return [
      IdentityUserHandler(
        users: IdentityUserStore(database: database, signal: signal), caches: caches, clock: clock, ids: ids),
      IdentitySessionHandler(
        sessions: IdentitySessionStore(database: database, signal: signal, box: sessionBox), caches: caches,
        clock: clock, ids: ids),
      IdentityAccountHandler(
        accounts: IdentityAccountStore(database: database, box: accountBox), clock: clock, ids: ids),
      VerificationHandler(
        verifications: IdentityVerificationStore(database: database), clock: clock, ids: ids),
      AuditHandler(audit: AuditStore(database: database), clock: clock),
    ]
  }
}
