import Runtime

extension AreaModule {
  /// The Better Auth backing store (vek1 `/internal/auth/*`), over the service's tables.
  static func betterAuth(_ parts: AuthParts) -> AreaModule {
    let (database, signal, clock, ids) = (parts.database, parts.signal, parts.clock, parts.ids)
    let settings = parts.environment.settings
    let caches = BetterAuthCaches(revocations: RevocationStore(database: database), signal: signal, clock: clock)
    let sessions = BetterAuthSessionStore(
      database: database, signal: signal, box: SecretBox(settings, purpose: "session token"))
    let accounts = BetterAuthAccountStore(database: database, box: SecretBox(settings, purpose: "provider token"))
    return AreaModule(services: [
      BetterAuthUserHandler(
        users: BetterAuthUserStore(database: database, signal: signal), caches: caches, clock: clock, ids: ids),
      BetterAuthSessionHandler(sessions: sessions, caches: caches, clock: clock, ids: ids),
      BetterAuthAccountHandler(accounts: accounts, clock: clock, ids: ids),
      VerificationHandler(verifications: BetterAuthVerificationStore(database: database), clock: clock, ids: ids),
    ])
  }
}
