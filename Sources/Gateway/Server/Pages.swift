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

  private func json(_ value: JSONValue) -> Answer { Answer(200, ErrorBody.json, ByteBuffer(bytes: value.serialized())) }

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
    guard bearer.map({ !token.isEmpty && $0.equalsInConstantTime(token) }) ?? isLocal else {
      throw ServiceError(.unauthenticated, "UNAUTHENTICATED", "Send the internal token in Authorization: Bearer.")
    }
    return Answer(200, PrometheusRegistry.contentType, ByteBuffer(string: registry.render()))
  }

  private func info() -> JSONValue {
    [
      "name": "Quartet", "version": .string(version), "description": "A complete backend for AI products",
      "docs": "/docs", "redoc": "/redoc", "openapi": "/v1/developer/openapi.json", "health": "/health",
    ]
  }

  /// vek1's and ai-task's answers together; degraded when any part is down, or can't store anything.
  private func health(_ services: [ServiceProbe.Result]) -> JSONValue {
    let provider = settings.providers.filter { $0.value.apiKey != nil }.keys.min() ?? "offline"
    let isDown = services.contains { !$0.isUp }
    let isDegraded = isDown || services.contains { $0.problem != nil }
    let postgres = settings.databaseURL == nil ? "not_configured" : isDown ? "unknown" : "ok"
    let agents = services.first { $0.name == "agent" }?.isUp == true ? "ok" : "down"
    return [
      "status": isDegraded ? "degraded" : "healthy", "timestamp": .string(timestamp()),
      "llm": ["status": "ok", "provider": .string(provider)], "postgres": ["status": .string(postgres)],
      "ollama": ["status": settings.ollamaBaseURL == nil ? "not_configured" : "configured"],
      "agents": ["status": .string(agents)],
      "services": .object(services.map { (name: $0.name, value: health($0)) }),
      "version": .string(version),
    ]
  }

  private func health(_ service: ServiceProbe.Result) -> JSONValue {
    let status = service.isUp ? service.problem == nil ? "ok" : "read_only" : "down"
    var health: JSONValue = ["status": .string(status)]
    health["reason"] = service.problem.map { .string($0) }
    return health
  }

  /// pinqo's: which integrations have their keys. Asks nobody else.
  private func readiness() -> JSONValue {
    let integrations: [(String, Bool)] = [
      ("stripe", settings.stripe.secretKey != nil), ("claude", settings.providers["anthropic"]?.apiKey != nil),
      ("resend", settings.resendAPIKey != nil), ("meta_ads", false), ("google_ads", false), ("supabase", true),
    ]
    let (ready, total) = (Int64(integrations.count { $0.1 }), Int64(integrations.count))
    let (seconds, attoseconds) = (ContinuousClock.now - started).components
    return [
      "ok": true, "version": .string(version),
      "env": GatewayService.isLoopback(settings.host) ? "development" : "production",
      "uptime": .number(Double(seconds * 10 + attoseconds / 100_000_000_000_000_000) / 10),
      "integrations": .object(integrations.map { (name: $0.0, value: .bool($0.1)) }),
      "readiness": [
        "ready": .integer(ready), "total": .integer(total), "percent": .integer((ready * 100 + total / 2) / total),
      ],
      "timestamp": .string(timestamp()),
    ]
  }

  private func timestamp() -> String {
    clock.now().date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
