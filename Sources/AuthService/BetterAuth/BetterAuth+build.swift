import Runtime

extension AreaModule {
  /// The Better Auth backing store (vek1 `/internal/auth/*`), over the service's tables.
  static func betterAuth(_ parts: AuthParts) -> AreaModule {
    let (database, signal, clock, ids) = (parts.database, parts.signal, parts.clock, parts.ids)
    let settings = parts.environment.settings
    let caches = IdentityCaches(revocations: RevocationStore(database: database), signal: signal, clock: clock)
    let sessions = IdentitySessionStore(
      database: database, signal: signal, box: SecretBox(settings, purpose: "session token"))
    let accounts = IdentityAccountStore(database: database, box: SecretBox(settings, purpose: "provider token"))
    return AreaModule(services: [
      IdentityUserHandler(
        users: IdentityUserStore(database: database, signal: signal), caches: caches, clock: clock, ids: ids),
      IdentitySessionHandler(sessions: sessions, caches: caches, clock: clock, ids: ids),
      IdentityAccountHandler(accounts: accounts, clock: clock, ids: ids),
      VerificationHandler(verifications: IdentityVerificationStore(database: database), clock: clock, ids: ids),
    ])
  }
}
