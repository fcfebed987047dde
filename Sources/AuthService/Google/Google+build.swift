import Outbound
import Runtime

extension AreaModule {
  /// Logins with Google.
  static func google(_ parts: AuthParts) -> AreaModule {
    let environment = parts.environment
    let settings = environment.settings
    let google = GoogleLogin(
      tenants: parts.tenants, logins: OAuthLoginStore(database: parts.database),
      googleAccounts: GoogleAccountStore(database: parts.database, signal: parts.signal), accounts: parts.accounts,
      provider: GoogleProvider(settings.google, http: OutboundHTTP(proxies: OutboundProxies(settings.proxies))),
      clients: GoogleClients(settings), signer: OAuthStateSigner(settings),
      box: SecretBox(settings, purpose: "oauth verifier"),
      callbackURL: "\(settings.publicURL ?? listeningURL(settings))/v1/auth/google/callback", clock: parts.clock,
      ids: parts.ids, logger: environment.logger)
    return AreaModule(services: [OAuthHandler(google: google)])
  }

  /// Where the gateway listens, as a browser on the same machine sees it: enough without `QUARTET_PUBLIC_URL`,
  /// which everyone else needs.
  private static func listeningURL(_ settings: Settings) -> String {
    let isWildcard = ["0.0.0.0", "::", ""].contains(settings.host)
    let host = isWildcard ? "localhost" : settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    return "http://\(host):\(settings.port)"
  }
}
