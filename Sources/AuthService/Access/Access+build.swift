import Runtime

extension AreaModule {
  /// What gateways ask about credentials, and the stream of revocations.
  static func access(_ parts: AuthParts) -> AreaModule {
    AreaModule(services: [
      AccessHandler(
        apiKeys: parts.apiKeys, sessions: parts.accounts.sessions, adminSessions: parts.adminSessions,
        organizations: parts.organizations, signingKeys: parts.signingKeys,
        revocations: RevocationWatch(
          store: RevocationStore(database: parts.database), signal: parts.signal, clock: parts.clock),
        pepper: KeyPepper(parts.environment.settings), clock: parts.clock)
    ])
  }
}
