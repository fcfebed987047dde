import Contracts
import GRPCCore
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Runtime
import ServiceContextModule
import ServiceLifecycle
import Tracing

/// What happens to one HTTP request: route, access, rate limit, transcoding, the call, and back.
final class RequestHandler: Sendable {
  let routes: RouteTable
  let pages: Pages
  let authenticator: Authenticator
  let limiter: any RateLimiter
  let proxies: TrustedProxies
  let hosts: HostRule
  let responder: Responder
  let runner = CallRunner()
  private let cors: CrossOrigin
  private let logger: Logger

  init(
    routes: RouteTable, pages: Pages, authenticator: Authenticator, limiter: any RateLimiter, proxies: TrustedProxies,
    hosts: HostRule, logger: Logger
  ) {
    self.routes = routes
    self.pages = pages
    self.authenticator = authenticator
    self.limiter = limiter
    self.proxies = proxies
    self.hosts = hosts
    self.logger = logger
    cors = CrossOrigin(authenticator: authenticator)
    responder = Responder(cors: cors, logger: logger)
  }

  /// What runs beside the server.
  var workers: [any Service] {
    [
      runner.wheel, authenticator.watcher, authenticator.usage,
      SigningKeyWatch(verifier: authenticator.verifier, logger: logger),
    ]
  }

  func respond(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
    let exchange = Exchange(request, channel)
    if Spans.areRecorded || exchange.fields.traceparent != nil {
      try await traced(exchange, PendingResponse(writer))
    } else {
      try await serve(exchange, writer)
    }
  }

  private func traced(_ exchange: Exchange, _ pending: PendingResponse) async throws {
    var context = ServiceContext.topLevel
    InstrumentationSystem.instrument.extract(
      exchange.request.head.headerFields, into: &context, using: HeaderExtractor())
    try await withSpan("\(exchange.head.method.rawValue) \(exchange.path)", context: context, ofKind: .server) { span in
      span.attributes["http.request.method"] = exchange.head.method.rawValue
      span.attributes["url.path"] = exchange.path
      span.attributes["quartet.request_id"] = exchange.requestID
      try await self.serve(exchange, try pending.take())
      if let route = exchange.route { span.attributes["http.route"] = route.template }
      span.attributes["http.response.status_code"] = exchange.status
      if exchange.status >= 500 { span.setStatus(.init(code: .error)) }
    }
  }

  private func serve(_ exchange: Exchange, _ writer: consuming ResponseWriter) async throws {
    let outcome: Outcome
    do {
      outcome = try await decide(exchange)
    } catch {
      await cors.decide(exchange)
      await giveBack(exchange, after: error)
      outcome = .answer(responder.failure(error, exchange))
    }
    switch outcome {
    case .answer(let answer): try await responder.send(answer, exchange, writer)
    case .stream(let call): try await relay(call, StreamOutput(call, exchange, responder, writer))
    }
    exchange.record()
  }

  private enum Outcome {
    case answer(Answer)
    case stream(PreparedCall)
  }

  private func decide(_ exchange: Exchange) async throws -> Outcome {
    try hosts.check(exchange.head)
    if exchange.path == Pages.readinessPath { try await passReadinessLimit(exchange) }
    if exchange.head.method == .post, let page = AccountPage(path: exchange.path) {
      return .answer(await submit(page, exchange))
    }
    if let page = try await pages.answer(exchange) { return .answer(page) }
    switch try routes.lookup(exchange) {
    case .notFound:
      throw ServiceError(.notFound, "NOT_FOUND", "There is nothing at \(exchange.path).")
    case .methodNotAllowed(let allowed, let isCrossOrigin):
      exchange.isCrossOrigin = isCrossOrigin
      if exchange.head.method == .options { return .answer(await cors.preflight(exchange, allowed)) }
      exchange.headers.append(HTTPField(name: .allow, value: (allowed + ["OPTIONS"]).joined(separator: ", ")))
      throw ServiceError(
        .unimplemented, "METHOD_NOT_ALLOWED", "\(exchange.head.method.rawValue) is not allowed here.", httpStatus: 405)
    case .route(let route, let variables):
      exchange.use(route)
      let call = try await prepare(exchange, route, variables)
      switch route.kind {
      case .unary: return .answer(try call.answer(try await runner.unary(call)))
      case .clientStreaming: return .answer(try call.answer(try await runner.collected(call)))
      case .serverStreaming, .bidirectionalStreaming: return .stream(call)
      }
    }
  }

  private func relay(_ call: PreparedCall, _ output: StreamOutput) async throws {
    do {
      try await runner.streamed(call) { try await output.write($0) }
      try await output.finish()
    } catch {
      try await output.fail(error)
    }
  }

  private func prepare(_ exchange: Exchange, _ route: Route, _ variables: [String]) async throws -> PreparedCall {
    let caller = try await admit(exchange, route)
    let call = try call(exchange, route, caller)
    let messages = try await RequestBody(exchange: exchange, route: route).messages(variables)
    exchange.isForwarded = true
    return PreparedCall(route: route, call: call, messages: messages, channel: exchange.channel)
  }

  /// Lets the caller in by the route's access rule and limits.
  func admit(_ exchange: Exchange, _ route: Route) async throws -> Caller {
    if route.needsClientIP { exchange.findClientIP(proxies) }
    var caller = try await authenticator.authenticate(exchange, route.access, route.surface)
    caller.clientIP = exchange.clientIP
    try await passLimits(route, caller, exchange)
    await cors.decide(exchange, admitting: caller)
    try Self.check(idempotencyKey: exchange.fields.idempotencyKey)
    return caller
  }

  /// What the service gets to know besides the message.
  /// - Throws: `ServiceError` for headers that are too large to be passed on.
  func call(_ exchange: Exchange, _ route: Route, _ caller: Caller) throws -> Call {
    var call = Call(
      caller: caller, requestID: exchange.requestID, idempotencyKey: exchange.fields.idempotencyKey,
      deadline: exchange.start + timeout(exchange, route))
    try ForwardedHeaders.add(route.forwardHeaders, of: exchange.head.headerFields, to: &call.metadata)
    return call
  }

  private static func check(idempotencyKey: String?) throws {
    guard let key = idempotencyKey, !(1...255).contains(key.utf8.count) else { return }
    throw ServiceError(
      .invalidArgument, "VALIDATION_FAILED", "Idempotency-Key should have 1 to 255 characters.",
      violations: [FieldViolation("header.Idempotency-Key", "should have 1 to 255 characters", type: "value_error")])
  }

  private func timeout(_ exchange: Exchange, _ route: Route) -> Duration {
    guard let asked = exchange.fields.grpcTimeout.flatMap(GRPCTimeout.parse) else { return route.timeout }
    return min(asked, route.timeout)
  }

  private func passLimits(_ route: Route, _ caller: Caller, _ exchange: Exchange) async throws {
    for limit in route.rateLimits {
      let key: String? =
        switch limit.key {
        case .user: caller.userID
        case .apiKey: caller.apiKeyID
        default: exchange.clientIP.map { ClientNetwork($0).text }
        }
      guard let key else { continue }
      if let wait = try await limiter.take(limit, key: key) { throw Self.rateLimited(wait) }
      exchange.taken.append((limit, key))
    }
  }

  /// A client that is told to come again later, and does, must not run into its limit by that.
  func giveBack(_ exchange: Exchange, after error: any Error) async {
    guard !exchange.taken.isEmpty else { return }
    let error = ServiceError(any: error)
    guard error.code == .unavailable, error.retryAfter != nil else { return }
    for (limit, key) in exchange.taken { try? await limiter.giveBack(limit, key: key) }
    exchange.taken = []
  }

  private func passReadinessLimit(_ exchange: Exchange) async throws {
    exchange.findClientIP(proxies)
    guard let client = exchange.clientIP,
      let wait = try await pages.limiter.take(Pages.readinessLimit, key: ClientNetwork(client).text)
    else { return }
    throw Self.rateLimited(wait)
  }

  private static func rateLimited(_ wait: Duration) -> ServiceError {
    ServiceError(.resourceExhausted, "RATE_LIMITED", "Too many requests. Try again later.", retryAfter: wait)
  }
}
