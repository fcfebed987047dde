import Contracts
import GRPCCore
import HTTPTypes
import Runtime

/// One route, ready to serve: everything that its method's options and types say, compiled at start-up.
final class Route: Sendable {
  enum Kind: Sendable { case unary, serverStreaming, clientStreaming, bidirectionalStreaming }

  let template: String
  let method: MethodDescriptor
  let kind: Kind
  let surface: Surface
  let access: AccessRule
  /// Whether web apps on other origins may call: where an API key is asked for, and where genlobe's pages
  /// need none. Cookies and being on this machine, which a browser brings by itself, open nothing there.
  var isCrossOrigin: Bool { access.apiKey != nil || (access.isPublic && surface == .genlobe) }
  let rateLimits: [RateLimit]
  let timeout: Duration
  /// Whether a call may take so long that a client's leaving should cancel it.
  var isLong: Bool { timeout > .seconds(30) }
  let maximumBodyBytes: Int
  let forwardHeaders: [HTTPField.Name]
  let successStatus: Int
  let badRequestStatus: Int
  let consumes: [String]
  let request: RequestTranscoder
  let response: ResponseTranscoder
  let channel: ServiceChannel
  /// Whether the client's address is worth finding out.
  let needsClientIP: Bool

  /// - Throws: ``ContractProblem``.
  init(
    binding: GatewayContract.Binding, path: PathTemplate, schema: Schema, channel: ServiceChannel
  ) throws(ContractProblem) {
    guard let options = binding.method.route else {
      throw ContractProblem("the option quartet.gateway.v1.route is missing")
    }
    guard let surface = Surface(proto: options.surface) else { throw ContractProblem("the surface is missing") }
    self.template = path.text
    self.surface = surface
    self.channel = channel
    method = MethodDescriptor(
      service: ServiceDescriptor(fullyQualifiedService: binding.method.service), method: binding.method.name)
    kind =
      switch (binding.method.isClientStreaming, binding.method.isServerStreaming) {
      case (false, false): .unary
      case (false, true): .serverStreaming
      case (true, false): .clientStreaming
      case (true, true): .bidirectionalStreaming
      }
    access = try AccessRule(proto: options.access)
    var limits: [RateLimit] = []
    for limit in options.rateLimit { limits.append(try RateLimit(proto: limit)) }
    rateLimits = limits
    needsClientIP = limits.contains { $0.key == .clientIp } || binding.http.target?.method != "GET"
    guard let timeout = OptionDuration.parse(options.timeout.isEmpty ? "30s" : options.timeout) else {
      throw ContractProblem("the timeout \(options.timeout) can't be read")
    }
    self.timeout = timeout
    maximumBodyBytes = options.maxBodyBytes > 0 ? Int(options.maxBodyBytes) : 1 << 20
    var names: [HTTPField.Name] = []
    for header in options.forwardHeaders {
      guard let name = HTTPField.Name(header) else { throw ContractProblem("\(header) is not a header name") }
      names.append(name)
    }
    forwardHeaders = names
    successStatus = options.successStatus > 0 ? Int(options.successStatus) : 200
    badRequestStatus = options.badRequestStatus > 0 ? Int(options.badRequestStatus) : surface.badRequestStatus
    consumes = options.consumes
    do {
      let style: NameStyle = surface.usesCamelCase ? .camel : .snake
      let input = try schema.plan(for: binding.method.input, style: style)
      request = try RequestTranscoder(
        input: input, body: RequestTranscoder.Body(binding.http.body), pathFields: path.variables.map(\.fieldPath))
      response = try ResponseTranscoder(
        output: try schema.plan(for: binding.method.output, style: style), responseBody: binding.http.responseBody)
    } catch {
      throw ContractProblem("\(error)")
    }
  }
}
