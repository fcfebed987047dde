import Contracts

/// Collects paths, tags and schemas, method by method.
struct OpenAPIBuilder {
  var schemas: OpenAPISchemas
  private(set) var paths: JSONValue = [:]
  private let contract: DocumentedContract
  private var tagsOfSurface: [Surface: [JSONValue]] = [:]
  private var tagNames: Set<String> = []
  private var operationIDs: Set<String> = []

  typealias Surface = GatewayV1.Route.Surface

  init(_ contract: DocumentedContract) {
    self.contract = contract
    schemas = OpenAPISchemas(contract)
  }

  /// Every tag with its description, by surface.
  var tags: JSONValue { .array(Surface.documented.flatMap { tagsOfSurface[$0] ?? [] } + [Self.gatewayTag]) }

  /// Tags under their surface, for readers that show groups.
  var tagGroups: JSONValue {
    let surfaces: [JSONValue] = Surface.documented.compactMap { surface in
      guard let tags = tagsOfSurface[surface] else { return nil }
      return [
        "name": .string(surface.documentedName), "description": .string(surface.summary),
        "tags": .array(tags.compactMap { $0["name"] }),
      ]
    }
    return .array(surfaces + [["name": "gateway", "description": "The gateway itself", "tags": ["gateway"]]])
  }

  /// Adds every binding of a method.
  mutating func add(_ method: DocumentedMethod) throws {
    guard method.route.surface.documentedName != "" else {
      throw OpenAPIError.surfaceMissing(method: "\(method.service).\(method.name)")
    }
    let tag = tag(method)
    for rule in [method.http] + method.http.additionalBindings {
      guard let binding = OpenAPIBinding(rule) else { continue }
      var item = paths[binding.path] ?? [:]
      if var other = item[binding.verb] {
        // Two templates that differ only in what their variables match are one path to OpenAPI.
        let note = "Also `\(binding.verb.uppercased()) \(binding.template)`, served by `\(method.name)`."
        if case .string(let description)? = other["description"] { other["description"] = "\(description)\n\n\(note)" }
        item[binding.verb] = other
      } else {
        var operation = OpenAPIOperation(method, binding, contract)
        item[binding.verb] = try operation.build(id: operationID(method), tag: tag, &schemas)
      }
      paths[binding.path] = item
    }
  }

  /// Adds an endpoint of the gateway itself, unless the contract has taken its path.
  mutating func add(_ endpoint: OpenAPIDocument.Endpoint) {
    var item = paths[endpoint.path] ?? [:]
    guard item["get"] == nil else { return }
    let schema: JSONValue = ["type": .string(endpoint.mediaType == "application/json" ? "object" : "string")]
    let content = JSONValue.content([endpoint.mediaType], schema)
    let responses: JSONValue = ["200": ["description": "OK", "headers": OpenAPIErrors.common, "content": content]]
    item["get"] = [
      "operationId": .string("Gateway_" + Self.identifier(endpoint.path)), "tags": ["gateway"],
      "summary": .string(endpoint.summary), "description": .string(endpoint.description),
      "responses": responses, "security": [], "x-surface": "gateway",
    ]
    paths[endpoint.path] = item
  }

  /// One tag for each service of each surface.
  private mutating func tag(_ method: DocumentedMethod) -> JSONValue {
    let surface = method.route.surface
    let title = method.serviceName.hasSuffix("Service") ? String(method.serviceName.dropLast(7)) : method.serviceName
    let name = "\(surface.documentedName)/\(title)"
    if tagNames.insert(name).inserted {
      tagsOfSurface[surface, default: []].append([
        "name": .string(name), "x-displayName": .string(Self.spaced(title)),
        "description": .string(method.serviceComment),
      ])
    }
    return .string(name)
  }

  /// Unique: "OrderService_CreateOrder", "OrderService_CreateOrder_2" for a second binding.
  private mutating func operationID(_ method: DocumentedMethod) -> String {
    let id = "\(method.serviceName)_\(method.name)"
    var candidate = id
    var number = 1
    while !operationIDs.insert(candidate).inserted {
      number += 1
      candidate = "\(id)_\(number)"
    }
    return candidate
  }

  /// "TokenUsage" -> "Token usage".
  private static func spaced(_ title: String) -> String {
    title.enumerated().map { index, character in
      index > 0 && character.isUppercase ? " " + character.lowercased() : String(character)
    }.joined()
  }

  private static func identifier(_ path: String) -> String {
    let words = path.split { !$0.isLetter && !$0.isNumber }
    return words.isEmpty ? "root" : words.joined(separator: "_")
  }

  private static let gatewayTag: JSONValue = [
    "name": "gateway", "x-displayName": "Gateway", "description": "What the gateway answers by itself.",
  ]
}

extension GatewayV1.Route.Surface {
  /// In the order in which the documented APIs are listed everywhere.
  static let documented: [Self] = [.pinqo, .vek1, .genlobe, .chatSaas, .aiTask]

  /// The documented API's name; empty for none.
  var documentedName: String {
    switch self {
    case .pinqo: "pinqo"
    case .vek1: "vek1"
    case .genlobe: "genlobe"
    case .chatSaas: "chat-saas"
    case .aiTask: "ai-task"
    case .unspecified, .UNRECOGNIZED: ""
    }
  }

  var summary: String {
    switch self {
    case .pinqo: "AI audit, streaming insight chat, Stripe billing"
    case .vek1: "Commerce agents: orders, stock, leads, catalogue, chat, token billing"
    case .genlobe: "Multi-tenant SaaS: API keys, auth, organizations, plans, agents"
    case .chatSaas: "Streaming chat, upload, retrieval, credits, tiers"
    case .aiTask: "One-shot AI tasks, financial reports, payments"
    case .unspecified, .UNRECOGNIZED: ""
    }
  }
}
