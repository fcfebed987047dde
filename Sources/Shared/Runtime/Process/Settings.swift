/// Every setting of a Quartet process, read and checked once at start (docs/operations.md).
public struct Settings: Sendable {
  /// A model provider that speaks HTTP.
  public struct Provider: Sendable, Equatable {
    /// Unset: the provider is not configured.
    public var apiKey: String?
    /// Without a trailing slash.
    public var baseURL: String

    public init(apiKey: String? = nil, baseURL: String) {
      self.apiKey = apiKey
      self.baseURL = baseURL
    }
  }

  /// An account at Stripe.
  public struct Stripe: Sendable, Equatable {
    /// Unset: what needs Stripe is refused, and everything else goes on.
    public var secretKey: String?
    /// What browsers may know.
    public var publishableKey: String?
    /// What Stripe signs its webhooks with.
    public var webhookSecret: String?
    /// Without a trailing slash.
    public var baseURL = "https://api.stripe.com"

    public init() {}
  }

  /// The tokens that callers present and services exchange.
  public struct Tokens: Sendable, Equatable {
    public var auth: String
    public var `internal`: String
    public var webhook: String
    public var cron: String
    public var service: String

    public init(
      auth: String = "", internal: String = "", webhook: String = "", cron: String = "", service: String = ""
    ) {
      self.auth = auth
      self.internal = `internal`
      self.webhook = webhook
      self.cron = cron
      self.service = service
    }
  }

  /// An OpenID Connect provider that people log in with.
  public struct IdentityProvider: Sendable, Equatable {
    /// Unset: only tenants with credentials of their own can use it.
    public var clientID: String?
    public var clientSecret: String?
    public var authURL: String
    public var tokenURL: String
    public var userinfoURL: String
    /// Where the provider publishes the keys that sign its id tokens.
    public var jwksURL: String
    /// What an id token's `iss` must be.
    public var issuer: String

    /// Google's addresses.
    public init(
      clientID: String? = nil, clientSecret: String? = nil,
      authURL: String = "https://accounts.google.com/o/oauth2/v2/auth",
      tokenURL: String = "https://oauth2.googleapis.com/token",
      userinfoURL: String = "https://openidconnect.googleapis.com/v1/userinfo",
      jwksURL: String = "https://www.googleapis.com/oauth2/v3/certs", issuer: String = "https://accounts.google.com"
    ) {
      self.clientID = clientID
      self.clientSecret = clientSecret
      self.authURL = authURL
      self.tokenURL = tokenURL
      self.userinfoURL = userinfoURL
      self.jwksURL = jwksURL
      self.issuer = issuer
    }
  }

  /// The proxies of outbound HTTP.
  public struct Proxies: Sendable, Equatable {
    /// `HTTPS_PROXY`: `http://[user:password@]host[:port]`, for https URLs.
    public var https: String?
    /// `HTTP_PROXY`: the same for http URLs.
    public var http: String?
    /// `NO_PROXY`: domains, addresses and CIDR blocks that are reached directly.
    public var exceptions: [String] = []

    public init() {}
  }

  /// `QUARTET_HOST`. Default 127.0.0.1.
  public var host = "127.0.0.1"
  /// `QUARTET_PORT`. Default 8080; 0 takes a free one.
  public var port = 8080
  /// `QUARTET_METRICS_PORT`: the operators' listener for `/metrics` and `/health`; nil: none.
  public var metricsPort: Int?
  /// `QUARTET_DATA_DIR`. Default ./data.
  public var dataDirectory = "./data"
  /// `DATABASE_URL`: `postgres://…`; nil means SQLite files in the data directory.
  public var databaseURL: String?
  /// `QUARTET_SQLITE_GROUP_LIMIT`: the most SQLite writes that share a commit. Default 1024; 1 is for
  /// `./quartet bench`.
  public var sqliteGroupLimit = 1024
  /// `AUTH_ADDRESS` and so on: `host:port`.
  public var addresses: [String: String] = [:]
  public var tokens = Tokens()
  /// `OPENAI_…`, `DEEPSEEK_…`, `MISTRAL_…`, `ANTHROPIC_…`, by "openai", "deepseek", "mistral", "anthropic".
  public var providers: [String: Provider] = [
    "openai": Provider(baseURL: "https://api.openai.com/v1"),
    "anthropic": Provider(baseURL: "https://api.anthropic.com"),
    "mistral": Provider(baseURL: "https://api.mistral.ai/v1"),
    "deepseek": Provider(baseURL: "https://api.deepseek.com/v1"),
  ]
  /// `OLLAMA_BASE_URL`.
  public var ollamaBaseURL: String?
  /// `AGENTS_CONFIG`: a path that replaces the built-in agents_config.yaml.
  public var agentsConfigPath: String?
  /// `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`.
  public var proxies = Proxies()
  /// `OTEL_EXPORTER_OTLP_ENDPOINT`.
  public var otlpEndpoint: String?
  /// `TRUSTED_PROXIES`: addresses or CIDR blocks whose `X-Forwarded-For` counts.
  public var trustedProxies: [String] = []
  /// `OPEN_SURFACES`: surfaces whose open endpoints stay open on a public address ("vek1", "ai-task").
  public var openSurfaces: Set<String> = []
  /// `STRIPE_SECRET_KEY`, `STRIPE_WEBHOOK_SECRET`, …: of the default tenant, where it has set no keys of its own.
  public var stripe = Stripe()
  /// `RESEND_API_KEY`. Unset: e-mails are files in `outbox/`.
  public var resendAPIKey: String?
  /// `RESEND_API_BASE`, without a trailing slash.
  public var resendBaseURL = "https://api.resend.com"
  /// `QUARTET_EMAIL_FROM`: the sender of every e-mail.
  public var emailFrom = "Quartet <noreply@localhost>"
  /// `GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET`, `GOOGLE_AUTH_URL`, `GOOGLE_TOKEN_URL`,
  /// `GOOGLE_USERINFO_URL`, `GOOGLE_JWKS_URL`, `GOOGLE_ISSUER`.
  public var google = IdentityProvider()
  /// `ABACATEPAY_API_KEY`, `ABACATEPAY_API_BASE`: for stores without a key of their own.
  public var abacatePay = Provider(baseURL: "https://api.abacatepay.com/v1")
  /// `QUARTET_PUBLIC_URL`: how browsers reach the gateway, without a trailing slash. Default: where it listens.
  public var publicURL: String?
  /// `QUARTET_ALLOW_PRIVATE_URLS`: whether outbound webhooks may go to private networks. Default false.
  public var allowPrivateURLs = false
  /// `QUARTET_KEY_PEPPER`: what API keys are hashed with and stored secrets are sealed with. Default:
  /// derived from the service token.
  public var keyPepper: String?
  /// `LOG_LEVEL`. Default "info".
  public var logLevel = "info"
  /// `LOG_FORMAT`: "logfmt" (default) or "json".
  public var logFormat = "logfmt"
  /// `QUARTET_SHUTDOWN_GRACE`: seconds that requests in flight have after SIGTERM. Default 30.
  public var shutdownGrace = 30

  public init() {}
}
