import Contracts
import SwiftProtobuf

/// One operation: a method as one of its bindings serves it.
struct OpenAPIOperation {
  let method: DocumentedMethod
  let binding: OpenAPIBinding
  let contract: DocumentedContract
  let naming: FieldNaming

  init(_ method: DocumentedMethod, _ binding: OpenAPIBinding, _ contract: DocumentedContract) {
    self.method = method
    self.binding = binding
    self.contract = contract
    naming = FieldNaming(method.route.surface)
  }

  mutating func build(id: String, tag: JSONValue, _ schemas: inout OpenAPISchemas) throws -> JSONValue {
    let access = OpenAPISecurity(method.route.access)
    var operation: JSONValue = [
      "operationId": .string(id), "tags": [tag], "summary": .string(summary),
      "description": .string(([method.comment] + notes(access)).filter { !$0.isEmpty }.joined(separator: "\n\n")),
    ]
    let parameters = try parameters(&schemas) + access.headers + idempotencyKey
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    operation["requestBody"] = try requestBody(&schemas)
    operation["responses"] = try responses(access, hasInput: !parameters.isEmpty, &schemas)
    operation["security"] = access.requirement
    operation["x-surface"] = .string(method.route.surface.documentedName)
    operation["x-grpc-method"] = .string("\(method.service)/\(method.name)")
    operation["x-access"] = .array(access.words.map { .string($0) })
    if !method.route.rateLimit.isEmpty {
      operation["x-rate-limit"] = .array(method.route.rateLimit.map(Self.rateLimit))
    }
    if !method.route.timeout.isEmpty { operation["x-timeout"] = .string(method.route.timeout) }
    if method.route.maxBodyBytes > 0 { operation["x-max-body-bytes"] = .integer(method.route.maxBodyBytes) }
    return operation
  }

  // MARK: - Words

  /// The comment's first sentence.
  private var summary: String {
    let first = method.comment.split(separator: "\n").first.map(String.init) ?? method.name
    guard let end = first.firstRange(of: ". ") else { return first.hasSuffix(".") ? String(first.dropLast()) : first }
    return String(first[..<end.lowerBound])
  }

  private func notes(_ access: OpenAPISecurity) -> [String] {
    let limits = method.route.rateLimit.map { limit in
      let block = limit.block.isEmpty ? "" : "; then refused for \(limit.block)"
      return "\(limit.requests) requests per \(limit.per) for each \(Self.subject(limit.key))\(block)"
    }
    return ["**Access:** \(access.words.joined(separator: "; "))."]
      + (limits.isEmpty ? [] : ["**Rate limit:** \(limits.joined(separator: "; "))."])
  }

  private static func rateLimit(_ limit: GatewayV1.RateLimit) -> JSONValue {
    var result: JSONValue = [
      "scope": .string(limit.scope), "key": .string(subject(limit.key)), "requests": .integer(Int64(limit.requests)),
      "per": .string(limit.per),
    ]
    if !limit.block.isEmpty { result["block"] = .string(limit.block) }
    return result
  }

  private static func subject(_ key: GatewayV1.RateLimit.Key) -> String {
    switch key {
    case .clientIp: "client address"
    case .user: "user"
    case .apiKey: "API key"
    case .unspecified, .UNRECOGNIZED: "caller"
    }
  }

  // MARK: - Body

  private func requestBody(_ schemas: inout OpenAPISchemas) throws -> JSONValue? {
    guard !binding.body.isEmpty else { return nil }
    let message = try contract.message(method.input)
    let route = method.route
    var mediaTypes = ["application/json"]
    let schema: JSONValue
    var isRequired = true
    if binding.body == "*" {
      if method.input == OpenAPISchemas.httpBody {
        return Self.body(Self.raw(route.consumes), ["type": "string", "format": "binary"], required: true)
      }
      if message.fields.contains(where: { $0.typeName == OpenAPISchemas.filePart }) {
        mediaTypes = ["multipart/form-data"]
      }
      let inPath = Set(binding.variables)
      isRequired = message.fields.contains { $0.rule.required && !inPath.contains($0.name) }
      schema = try schemas.message(method.input, without: inPath, naming, .request)
    } else {
      let field = try field(binding.body, of: message)
      if field.typeName == OpenAPISchemas.httpBody {
        return Self.body(Self.raw(route.consumes), ["type": "string", "format": "binary"], required: true)
      }
      schema = try schemas.field(field, naming, .request, nullable: false)
    }
    mediaTypes += route.consumes.filter { !mediaTypes.contains($0) }
    return Self.body(mediaTypes, schema, required: isRequired)
  }

  private static func raw(_ consumes: [String]) -> [String] {
    consumes.isEmpty ? ["application/octet-stream"] : consumes
  }

  private static func body(_ mediaTypes: [String], _ schema: JSONValue, required: Bool) -> JSONValue {
    ["required": .bool(required), "content": .content(mediaTypes, schema)]
  }

  func field(_ name: String, of message: DocumentedMessage) throws -> DocumentedField {
    guard let field = message.fields.first(where: { $0.name == name }) else {
      throw OpenAPIError.unknownField(name, message: message.name)
    }
    return field
  }

  // MARK: - Answers

  private func responses(
    _ access: OpenAPISecurity, hasInput: Bool, _ schemas: inout OpenAPISchemas
  ) throws -> JSONValue {
    let status = method.route.successStatus == 0 ? 200 : Int(method.route.successStatus)
    var success: JSONValue = ["description": .string(Self.reason(status)), "headers": OpenAPIErrors.common]
    if status != 204 && status != 304 {
      let (mediaType, schema) = try answer(&schemas)
      success["content"] = .content([mediaType], schema)
    }
    var responses: JSONValue = .object([(name: String(status), value: success)])
    let promises = [method.serviceComment, method.comment] + (try contract.message(method.input)).fields.map(\.comment)
    let errors = OpenAPIErrors(
      method.route, access, promises: promises.joined(separator: "\n"), hasPath: !binding.variables.isEmpty,
      hasInput: hasInput || hasBody, hasBody: hasBody)
    for (status, response) in errors.all { responses[String(status)] = response }
    return responses
  }

  private var hasBody: Bool { !binding.body.isEmpty }

  private func answer(_ schemas: inout OpenAPISchemas) throws -> (mediaType: String, schema: JSONValue) {
    if method.output == OpenAPISchemas.httpBody {
      return method.isServerStreaming
        ? ("text/plain", ["type": "string", "description": "Streamed as it is made."])
        : ("application/octet-stream", ["type": "string", "format": "binary"])
    }
    let mediaType = method.isServerStreaming ? "application/x-ndjson" : "application/json"
    guard !binding.responseBody.isEmpty else {
      return (mediaType, try schemas.message(method.output, naming, .response))
    }
    let field = try field(binding.responseBody, of: contract.message(method.output))
    return (mediaType, try schemas.field(field, naming, .response, nullable: false))
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No content"
    case 302, 303, 307: "Redirect"
    default: "Success"
    }
  }
}
