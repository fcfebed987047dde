import Configuration
import Foundation
import Runtime
import SystemPackage

/// Every problem of the settings, reported together.
struct SettingsProblems: Error, CustomStringConvertible {
  var problems: [String]
  var description: String { problems.joined(separator: "\n") }
}

/// Reads ``Settings`` from, in this order: the command line, the environment, `.env` in the working
/// directory, `<data-dir>/quartet.env`, the defaults.
struct SettingsReader {
  private let reader: ConfigReader
  private var problems: [String] = []

  /// - Parameter flags: what the command line says, by setting name.
  /// - Throws: ``SettingsProblems`` for a file that can't be read.
  init(flags: [String: String]) async throws {
    var providers: [any ConfigProvider] = [
      EnvironmentVariablesProvider(environmentVariables: flags, secretsSpecifier: .all),
      EnvironmentVariablesProvider(secretsSpecifier: .all),
    ]
    do {
      providers.append(
        try await EnvironmentVariablesProvider(
          environmentFilePath: ".env", allowMissing: true, secretsSpecifier: .all))
      let directory = ConfigReader(providers: providers).string(forKey: Self.key("QUARTET_DATA_DIR"))
      let written = (directory ?? Settings().dataDirectory) + "/" + FirstStart.fileName
      if FileManager.default.fileExists(atPath: written) {
        providers.append(
          try await EnvironmentVariablesProvider(environmentFilePath: FilePath(written), secretsSpecifier: .all))
      }
    } catch {
      throw SettingsProblems(problems: ["A settings file can't be read: \(error)"])
    }
    reader = ConfigReader(providers: providers)
  }

  /// - Throws: ``SettingsProblems`` with every bad setting.
  mutating func read() throws -> Settings {
    var settings = Settings()
    settings.host = text("QUARTET_HOST") ?? settings.host
    settings.port = port("QUARTET_PORT") ?? settings.port
    settings.metricsPort = port("QUARTET_METRICS_PORT")
    settings.dataDirectory = text("QUARTET_DATA_DIR") ?? settings.dataDirectory
    settings.sqliteGroupLimit = number("QUARTET_SQLITE_GROUP_LIMIT", 1...65536) ?? settings.sqliteGroupLimit
    settings.databaseURL = url("DATABASE_URL", schemes: ["postgres", "postgresql"])
    for service in ServiceName.allCases {
      if let address = address(service.addressSetting) { settings.addresses[service.rawValue] = address }
    }
    settings.tokens = Settings.Tokens(
      auth: text("AUTH_TOKEN") ?? "", internal: text("INTERNAL_TOKEN") ?? "", webhook: text("WEBHOOK_TOKEN") ?? "",
      cron: text("CRON_SECRET") ?? "", service: text("SERVICE_TOKEN") ?? "")
    for (name, base) in [
      ("openai", "https://api.openai.com/v1"), ("anthropic", "https://api.anthropic.com"),
      ("mistral", "https://api.mistral.ai/v1"), ("deepseek", "https://api.deepseek.com/v1"),
    ] {
      let prefix = name.uppercased()
      settings.providers[name] = Settings.Provider(
        apiKey: text("\(prefix)_API_KEY"),
        baseURL: trimmed(url("\(prefix)_API_BASE", schemes: ["http", "https"])) ?? base)
    }
    settings.ollamaBaseURL = trimmed(url("OLLAMA_BASE_URL", schemes: ["http", "https"]))
    settings.agentsConfigPath = text("AGENTS_CONFIG")
    settings.otlpEndpoint = trimmed(url("OTEL_EXPORTER_OTLP_ENDPOINT", schemes: ["http", "https"]))
    settings.trustedProxies = list("TRUSTED_PROXIES")
    settings.openSurfaces = Set(list("OPEN_SURFACES"))
    for surface in settings.openSurfaces where !["vek1", "ai-task"].contains(surface) {
      problems.append("OPEN_SURFACES: \(surface) is not one of vek1, ai-task.")
    }
    settings.stripeWebhookSecret = text("STRIPE_WEBHOOK_SECRET")
    settings.stripeSecretKey = text("STRIPE_SECRET_KEY")
    settings.resendAPIKey = text("RESEND_API_KEY")
    settings.resendBaseURL =
      trimmed(url("RESEND_API_BASE", schemes: ["http", "https"])) ?? settings.resendBaseURL
    settings.emailFrom = text("QUARTET_EMAIL_FROM") ?? settings.emailFrom
    settings.google = google()
    settings.abacatePay.apiKey = text("ABACATEPAY_API_KEY")
    settings.abacatePay.baseURL =
      trimmed(url("ABACATEPAY_API_BASE", schemes: ["http", "https"])) ?? settings.abacatePay.baseURL
    settings.publicURL = trimmed(url("QUARTET_PUBLIC_URL", schemes: ["http", "https"]))
    settings.allowPrivateURLs = flag("QUARTET_ALLOW_PRIVATE_URLS") ?? settings.allowPrivateURLs
    settings.keyPepper = text("QUARTET_KEY_PEPPER")
    settings.logLevel = text("LOG_LEVEL") ?? settings.logLevel
    if !["trace", "debug", "info", "notice", "warning", "error", "critical"].contains(settings.logLevel) {
      problems.append(
        "LOG_LEVEL: \(settings.logLevel) is not one of trace, debug, info, notice, warning, error, critical.")
    }
    settings.shutdownGrace = number("QUARTET_SHUTDOWN_GRACE", 0...3600) ?? settings.shutdownGrace
    guard problems.isEmpty else { throw SettingsProblems(problems: problems) }
    return settings
  }

  private mutating func google() -> Settings.IdentityProvider {
    var google = Settings.IdentityProvider(
      clientID: text("GOOGLE_CLIENT_ID"), clientSecret: text("GOOGLE_CLIENT_SECRET"))
    for (name, path) in [
      ("GOOGLE_AUTH_URL", \Settings.IdentityProvider.authURL), ("GOOGLE_TOKEN_URL", \.tokenURL),
      ("GOOGLE_USERINFO_URL", \.userinfoURL), ("GOOGLE_JWKS_URL", \.jwksURL), ("GOOGLE_ISSUER", \.issuer),
    ] {
      if let url = url(name, schemes: ["http", "https"]) { google[keyPath: path] = url }
    }
    return google
  }

  /// A setting's value as text, for those that are no part of ``Settings``.
  func text(_ name: String) -> String? {
    reader.string(forKey: Self.key(name), isSecret: true).flatMap { $0.isEmpty ? nil : $0 }
  }

  private mutating func number(_ name: String, _ range: ClosedRange<Int>) -> Int? {
    guard let text = text(name) else { return nil }
    if let number = Int(text), range.contains(number) { return number }
    problems.append("\(name): \(text) is not a number from \(range.lowerBound) to \(range.upperBound).")
    return nil
  }

  private mutating func flag(_ name: String) -> Bool? {
    guard let text = text(name) else { return nil }
    switch text.lowercased() {
    case "true", "1", "yes": return true
    case "false", "0", "no": return false
    default:
      problems.append("\(name): \(text) is not true or false.")
      return nil
    }
  }

  private mutating func port(_ name: String) -> Int? { number(name, 0...65535) }

  private mutating func url(_ name: String, schemes: [String]) -> String? {
    guard let text = text(name) else { return nil }
    if let url = URL(string: text), let scheme = url.scheme, schemes.contains(scheme), url.host() != nil { return text }
    problems.append("\(name): this is not a URL that starts with \(schemes[0])://.")
    return nil
  }

  private mutating func address(_ name: String) -> String? {
    guard let text = text(name) else { return nil }
    if HostPort(text) != nil { return text }
    problems.append("\(name): \(text) is not host:port.")
    return nil
  }

  private func list(_ name: String) -> [String] {
    (text(name) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private func trimmed(_ url: String?) -> String? {
    url.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  private static func key(_ name: String) -> ConfigKey {
    ConfigKey(name.lowercased().split(separator: "_").map(String.init))
  }
}

/// `host:port`, or `[v6]:port`.
struct HostPort {
  var host: String
  var port: Int

  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (1...65535).contains(port)
    else { return nil }
    let host = text[..<colon].trimmingPrefix("[")
    self.host = String(host.hasSuffix("]") ? host.dropLast() : host)
    self.port = port
    if self.host.isEmpty { return nil }
  }
}

/// The four services.
enum ServiceName: String, CaseIterable {
  case auth, billing, agent, order

  var addressSetting: String { rawValue.uppercased() + "_ADDRESS" }

  /// Where `serve` listens unless `--port` says otherwise.
  var defaultPort: Int {
    switch self {
    case .auth: 9101
    case .billing: 9102
    case .agent: 9103
    case .order: 9104
    }
  }
}
