import Gateway
import Runtime

extension Setting {
  /// Every setting, in the order in which docs/operations.md shows them.
  static let table: [Setting] = process + secrets + places + outside + proxies + telemetry

  private static let process: [Setting] = [
    .text("QUARTET_HOST", \.host, "address to listen on"),
    .number(
      "QUARTET_PORT", \.port, 0...65535, "port to listen on; 0 takes a free one",
      default: "`8080`; services 9101–9104"),
    .number("QUARTET_METRICS_PORT", \.metricsPort, 0...65535, "the operators' listener, `/metrics` and `/health`"),
    .text("QUARTET_DATA_DIR", \.dataDirectory, "SQLite files, `quartet.env`, `outbox/`"),
    .url(
      "DATABASE_URL", \.databaseURL, schemes: ["postgres", "postgresql"],
      "`postgres://user:password@host:port/database`", default: "none: SQLite", isSecret: true),
    .number(
      "QUARTET_SQLITE_GROUP_LIMIT", \.sqliteGroupLimit, 1...65536,
      "the most SQLite writes that share a commit; 1 is for measuring"),
    .number(
      "QUARTET_SHUTDOWN_GRACE", \.shutdownGrace, 0...3600, "seconds that requests in flight have after SIGTERM"),
  ]

  private static let secrets: [Setting] = [
    .secret(
      "SERVICE_TOKEN", \.tokens.service, "what services present to each other; required for `serve`",
      default: "made by `up`"),
    .secret("INTERNAL_TOKEN", \.tokens.internal, "`X-Internal-Token`", default: "made by `up`", roles: [.gateway]),
    .secret("AUTH_TOKEN", \.tokens.auth, "`X-Auth-Token`", default: "made by `up`", roles: [.gateway]),
    .secret("WEBHOOK_TOKEN", \.tokens.webhook, "`X-Webhook-Token`", default: "made by `up`", roles: [.gateway]),
    .secret(
      "CRON_SECRET", \.tokens.cron, "`Authorization: Bearer …` of schedulers", default: "made by `up`",
      roles: [.gateway]),
    .secret(
      "QUARTET_KEY_PEPPER", \.keyPepper,
      """
      what API keys are hashed with and stored secrets are sealed with (TOTP, signing keys, webhook and provider \
      secrets); changing it voids them all (see [Secrets and keys](#secrets-and-keys))
      """, default: "made by the first `up`; else from `SERVICE_TOKEN`", roles: [.auth, .order]),
  ]

  private static let places: [Setting] =
    ServiceName.allCases.map { .address($0) } + [
      .url(
        "QUARTET_PUBLIC_URL", \.publicURL,
        """
        how browsers reach the gateway: the base of OAuth callbacks and of the links in e-mails, and beside \
        loopback's names the only host that a gateway on loopback answers for
        """,
        default: "where the gateway listens", roles: [.auth, .gateway]),
      .flag(
        "QUARTET_ALLOW_PRIVATE_URLS", \.allowPrivateURLs, "whether outbound webhooks may go to private networks",
        roles: [.order]),
      .choices(
        "OPEN_SURFACES", \.openSurfaces, of: ["vek1", "ai-task"],
        "`vek1`, `ai-task`: open endpoints stay open on a public address", roles: [.gateway]),
      .list(
        "TRUSTED_PROXIES", \.trustedProxies, "addresses or CIDR blocks whose `X-Forwarded-For` counts",
        roles: [.gateway], problem: GatewayService.problem(trustedProxies:)),
    ]

  private static let outside: [Setting] =
    [
      .text("QUARTET_EMAIL_FROM", \.emailFrom, "the sender of every e-mail", roles: [.auth]),
      .secret(
        "RESEND_API_KEY", \.resendAPIKey,
        "e-mails go out through Resend; without a key they are files in `outbox/`", roles: [.auth, .gateway]),
      .url("RESEND_API_BASE", \.resendBaseURL, "another address for Resend's API", default: "Resend", roles: [.auth]),
      .text(
        "GOOGLE_CLIENT_ID", \.google.clientID, "login with Google, for tenants without credentials of their own",
        roles: [.auth]),
      .secret("GOOGLE_CLIENT_SECRET", \.google.clientSecret, "its secret", roles: [.auth]),
    ] + google + [
      .secret(
        "ABACATEPAY_API_KEY", \.abacatePay.apiKey, "PIX charges, for stores without a key of their own",
        roles: [.order]),
      .url(
        "ABACATEPAY_API_BASE", \.abacatePay.baseURL, "another address for AbacatePay's API", default: "AbacatePay",
        roles: [.order]),
    ] + stripe + models

  private static let stripe: [Setting] = [
    .secret(
      "STRIPE_SECRET_KEY", \.stripe.secretKey, "the default tenant's account at Stripe, unless it sets its own",
      roles: [.billing, .gateway]),
    .text("STRIPE_PUBLISHABLE_KEY", \.stripe.publishableKey, "its key for browsers", roles: [.billing]),
    .secret(
      "STRIPE_WEBHOOK_SECRET", \.stripe.webhookSecret, "what Stripe signs its webhooks with", default: "made by `up`",
      roles: [.billing]),
    .url("STRIPE_API_BASE", \.stripe.baseURL, "another address for Stripe's API", default: "Stripe", roles: [.billing]),
  ]

  private static let google: [Setting] = [
    ("GOOGLE_AUTH_URL", \Settings.google.authURL, "where people log in"),
    ("GOOGLE_TOKEN_URL", \.google.tokenURL, "where codes become tokens"),
    ("GOOGLE_USERINFO_URL", \.google.userinfoURL, "where a person's profile is"),
    ("GOOGLE_JWKS_URL", \.google.jwksURL, "where the keys are that sign id tokens"),
    ("GOOGLE_ISSUER", \.google.issuer, "what an id token's `iss` must be"),
  ].map { (name: String, path: Path<String>, words: String) in
    .url(name, path, "another OpenID Connect provider in Google's place: \(words)", default: "Google's", roles: [.auth])
  }

  private static let models: [Setting] =
    ["openai", "anthropic", "mistral", "deepseek"].flatMap { name in
      let prefix = name.uppercased()
      let title =
        ["openai": "OpenAI", "anthropic": "Anthropic", "mistral": "Mistral", "deepseek": "DeepSeek"][name] ?? name
      return [
        Setting.secret(
          "\(prefix)_API_KEY", \.[provider: name].apiKey, "\(title), or anything that speaks its API",
          roles: [.agent, .gateway]),
        .url(
          "\(prefix)_API_BASE", \.[provider: name].baseURL, "another address for \(title)'s API", default: title,
          roles: [.agent]),
      ]
    } + [
      .url("OLLAMA_BASE_URL", \.ollamaBaseURL, "models and embeddings of an Ollama server", roles: [.agent]),
      .file(
        "AGENTS_CONFIG", \.agentsConfigPath, "a file that replaces `agents_config.yaml`", default: "built in",
        roles: [.agent]),
    ]

  private static let proxies: [Setting] = [
    .url(
      "HTTPS_PROXY", \.proxies.https, schemes: ["http"],
      "`http://[user:password@]host[:port]`: the proxy to providers and webhooks with https URLs",
      isSecret: true, roles: [.auth, .billing, .agent, .order]),
    .url(
      "HTTP_PROXY", \.proxies.http, schemes: ["http"], "the same for http URLs", isSecret: true,
      roles: [.auth, .billing, .agent, .order]),
    .list(
      "NO_PROXY", \.proxies.exceptions,
      "domains, addresses and CIDR blocks that are reached without a proxy; `*` for all",
      roles: [.auth, .billing, .agent, .order]),
  ]

  private static let telemetry: [Setting] = [
    .url("OTEL_EXPORTER_OTLP_ENDPOINT", \.otlpEndpoint, "base URL of an OTLP/HTTP collector"),
    .choice(
      "LOG_LEVEL", \.logLevel, of: ["trace", "debug", "info", "notice", "warning", "error", "critical"],
      "what is logged"),
    .choice("LOG_FORMAT", \.logFormat, of: ["logfmt", "json"], "how a log line is written"),
  ]
}

extension Settings {
  /// A model provider by name; one that nothing was said of has the address of its maker.
  subscript(provider name: String) -> Provider {
    get { providers[name] ?? Provider(baseURL: "") }
    set { providers[name] = newValue }
  }
}
