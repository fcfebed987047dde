import Foundation
import HTTPTypes
import NIOCore
import Runtime
import Telemetry

/// What the gateway answers itself: `/`, the health pages, the API reference, metrics.
struct Pages: Sendable {
  static let readinessPath = "/api/health"
  /// The documented one. Counted in this process: a page that asks nobody needs no database either.
  static let readinessLimit = RateLimit(scope: "api.health", key: .clientIp, requests: 60, per: .seconds(60))

  let limiter: MemoryRateLimiter
  let account: AccountPages
  private let settings: Settings
  private let version: String
  private let registry: PrometheusRegistry
  private let probe: ServiceProbe
  private let clock: any WallClock
  private let started: ContinuousClock.Instant
  private let openAPI: ByteBuffer
  private let docs: ByteBuffer
  private let redoc: ByteBuffer

  init(
    contract: GatewayContract, settings: Settings, version: String, registry: PrometheusRegistry, probe: ServiceProbe,
    clock: any WallClock
  ) throws {
    account = try AccountPages()
    self.settings = settings
    self.version = version
    self.registry = registry
    self.probe = probe
    self.clock = clock
    limiter = MemoryRateLimiter(clock: clock)
    started = .now
    openAPI = ByteBuffer(
      bytes: try OpenAPIDocument(descriptorSet: contract.schema.files, serverURL: nil).json())
    docs = ByteBuffer(string: ReferencePage.docs())
    redoc = ByteBuffer(string: ReferencePage.redoc())
  }

  /// The answer, or nil for a path that is none of these pages.
  func answer(_ exchange: Exchange) async throws -> Answer? {
    if let page = account.answer(exchange) {
      try Self.requireRead(exchange, allowed: AccountPage(path: exchange.path) == nil ? "GET, HEAD" : "GET, HEAD, POST")
      return page
    }
    let page: Page
    switch exchange.path {
    case "/": page = .info
    case "/health": page = .health
    case Self.readinessPath: page = .readiness
    case "/docs": page = .docs
    case "/redoc": page = .redoc
    case "/v1/developer/openapi.json": page = .openAPI
    case "/metrics": page = .metrics
    default: return nil
    }
    try Self.requireRead(exchange, allowed: "GET, HEAD")
    return try await render(page, exchange)
  }

  private static func requireRead(_ exchange: Exchange, allowed: String) throws {
    guard exchange.head.method != .get && exchange.head.method != .head else { return }
    exchange.headers.append(HTTPField(name: .allow, value: allowed))
    throw ServiceError(
      .unimplemented, "METHOD_NOT_ALLOWED", "\(exchange.head.method.rawValue) is not allowed here.", httpStatus: 405)
  }

  private enum Page { case info, health, readiness, docs, redoc, openAPI, metrics }

  private func render(_ page: Page, _ exchange: Exchange) async throws -> Answer {
    switch page {
    case .info: json(info())
    case .health: json(health(await probe.results()))
    case .readiness: json(readiness())
    case .docs: html(docs)
    case .redoc: html(redoc)
    case .openAPI: Answer(200, ErrorBody.json, openAPI)
    case .metrics: try metrics(exchange)
    }
  }

  private func json(_ object: JSONObject) -> Answer { Answer(200, ErrorBody.json, ByteBuffer(bytes: object.bytes())) }

  private func html(_ page: ByteBuffer) -> Answer {
    var headers = HTTPFields()
    headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    headers[.xContentTypeOptions] = "nosniff"
    return Answer(200, "text/html; charset=utf-8", page, headers: headers)
  }

  /// For scrapers on this machine, or with the internal token as a bearer token. A wrong token is refused on
  /// this machine too.
  private func metrics(_ exchange: Exchange) throws -> Answer {
    let peer = exchange.channel.remoteAddress?.ipAddress ?? ""
    let forwarded = exchange.head.headerFields[.forwardedFor] != nil
    let isLocal = !forwarded && (peer.hasPrefix("127.") || peer == "::1")
    let token = settings.tokens.internal
    let bearer = try BearerToken.read(exchange)
    guard bearer.map({ !token.isEmpty && constantTimeEquals($0, token) }) ?? isLocal else {
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "Send the internal token in Authorization: Bearer.")
    }
    return Answer(200, PrometheusRegistry.contentType, ByteBuffer(string: registry.render()))
  }

  private func info() -> JSONObject {
    var json = JSONObject()
    json.add("name", "Quartet")
    json.add("version", version)
    json.add("description", "A complete backend for AI products")
    json.add("docs", "/docs")
    json.add("redoc", "/redoc")
    json.add("openapi", "/v1/developer/openapi.json")
    json.add("health", "/health")
    return json
  }

  /// vek1's and ai-task's answers together; degraded when any part is down, or can't store anything.
  private func health(_ services: [ServiceProbe.Result]) -> JSONObject {
    func part(_ status: String, _ more: (inout JSONObject) -> Void = { _ in }) -> JSONObject {
      var json = JSONObject()
      json.add("status", status)
      more(&json)
      return json
    }
    let providers = settings.providers.filter { $0.value.apiKey != nil }.keys.sorted()
    let isDown = services.contains { !$0.isUp }
    var json = JSONObject()
    let isDegraded = isDown || services.contains { $0.problem != nil }
    json.add("status", isDegraded ? "degraded" : "healthy")
    json.add("timestamp", timestamp())
    json.add("llm", part("ok") { $0.add("provider", providers.first ?? "offline") })
    json.add("postgres", part(settings.databaseURL == nil ? "not_configured" : isDown ? "unknown" : "ok"))
    json.add("ollama", part(settings.ollamaBaseURL == nil ? "not_configured" : "configured"))
    json.add("agents", part(services.first { $0.name == "agent" }?.isUp == true ? "ok" : "down"))
    var parts = JSONObject()
    for service in services {
      let status = service.isUp ? service.problem == nil ? "ok" : "read_only" : "down"
      parts.add(service.name, part(status) { if let problem = service.problem { $0.add("reason", problem) } })
    }
    json.add("services", parts)
    json.add("version", version)
    return json
  }

  /// pinqo's: which integrations have their keys. Asks nobody else.
  private func readiness() -> JSONObject {
    let integrations: [(String, Bool)] = [
      ("stripe", settings.stripeSecretKey != nil), ("claude", settings.providers["anthropic"]?.apiKey != nil),
      ("resend", settings.resendAPIKey != nil), ("meta_ads", false), ("google_ads", false), ("supabase", true),
    ]
    let ready = integrations.count { $0.1 }
    var parts = JSONObject()
    for (name, isReady) in integrations { parts.add(name, isReady) }
    var readiness = JSONObject()
    readiness.add("ready", ready)
    readiness.add("total", integrations.count)
    readiness.add("percent", (ready * 100 + integrations.count / 2) / integrations.count)
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    var json = JSONObject()
    json.add("ok", true)
    json.add("version", version)
    json.add("env", GatewayService.isLoopback(settings.host) ? "development" : "production")
    json.add("uptime", Double(seconds * 10 + attoseconds / 100_000_000_000_000_000) / 10)
    json.add("integrations", parts)
    json.add("readiness", readiness)
    json.add("timestamp", timestamp())
    return json
  }

  private func timestamp() -> String {
    clock.now().date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
