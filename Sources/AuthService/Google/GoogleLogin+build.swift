import Runtime

extension GoogleLogin {
  /// Wires logins with Google over the service's stores.
  init(_ environment: ServiceEnvironment, accounts: Accounts, signal: RevocationSignal) {
    let settings = environment.settings
    self.init(
      tenants: accounts.tenants, logins: OAuthLoginStore(database: environment.database),
      identities: IdentityStore(database: environment.database, signal: signal), accounts: accounts,
      provider: GoogleProvider(settings.google), clients: GoogleClients(settings), signer: OAuthStateSigner(settings),
      box: SecretBox(settings, purpose: "oauth verifier"),
      callbackURL: "\(settings.publicURL ?? Self.listeningURL(settings))/v1/auth/google/callback",
      clock: environment.clock, ids: environment.ids, logger: environment.logger)
  }

  /// Where the gateway listens, as a browser on the same machine sees it: good enough without
  /// `QUARTET_PUBLIC_URL`, which everyone else needs.
  private static func listeningURL(_ settings: Settings) -> String {
    let isWildcard = ["0.0.0.0", "::", ""].contains(settings.host)
    let host = isWildcard ? "localhost" : settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    return "http://\(host):\(settings.port)"
  }
}
