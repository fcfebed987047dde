/// Parameters in the path, the query and the header.
extension OpenAPIOperation {
  func parameters(_ schemas: inout OpenAPISchemas) throws -> [JSONValue] {
    let message = try contract.message(method.input)
    var result: [JSONValue] = []
    for variable in binding.variables {
      guard let field = try resolve(variable, in: message) else {
        result.append(Self.parameter(variable, "path", ["type": "string"], required: true, ""))
        continue
      }
      let schema = try schemas.parameter(field, naming)
      result.append(Self.parameter(variable, "path", schema, required: true, field.comment))
    }
    guard binding.body != "*" else { return result }
    let taken = Set(binding.variables + [binding.body])
    return result + (try queryParameters(of: message, path: [], taken: taken, above: [], &schemas))
  }

  /// One parameter for each field that is neither in the path nor in the body; nested ones have dotted
  /// names. Messages in lists and maps can't be in a query (google.api.http).
  private func queryParameters(
    of message: DocumentedMessage, path: [DocumentedField], taken: Set<String>, above: Set<String>,
    _ schemas: inout OpenAPISchemas
  ) throws -> [JSONValue] {
    guard message.name != OpenAPISchemas.httpBody else { return [] }
    var result: [JSONValue] = []
    for field in message.fields {
      let fieldPath = path + [field]
      guard !taken.contains(fieldPath.map(\.name).joined(separator: ".")) else { continue }
      if field.isMessage && OpenAPISchemas.wellKnown(field.typeName) == nil {
        // A message that contains itself is documented down to where it repeats.
        guard !field.isRepeated, !above.contains(field.typeName) else { continue }
        result += try queryParameters(
          of: contract.message(field.typeName), path: fieldPath, taken: taken, above: above.union([message.name]),
          &schemas)
      } else {
        let name = fieldPath.map { $0.jsonName(naming) }.joined(separator: ".")
        let schema = try schemas.parameter(field, naming)
        result.append(
          Self.parameter(name, "query", schema, required: fieldPath.allSatisfy(\.rule.required), field.comment))
      }
    }
    return result
  }

  /// The field at the end of a dotted path; nil for a bare wildcard.
  private func resolve(_ path: String, in message: DocumentedMessage) throws -> DocumentedField? {
    if path.hasPrefix("wildcard") && !message.fields.contains(where: { $0.name == path }) { return nil }
    var message = message
    var names = path.split(separator: ".").map(String.init)
    let last = names.popLast() ?? path
    for name in names { message = try contract.message(field(name, of: message).typeName) }
    return try field(last, of: message)
  }

  /// For methods whose comment promises it.
  var idempotencyKey: [JSONValue] {
    guard method.comment.contains("Idempotency-Key") else { return [] }
    return [
      Self.parameter(
        "Idempotency-Key", "header", ["type": "string"], required: false,
        "Runs once per key; the same key again replays the first answer, and with another body is a 409.")
    ]
  }

  static func parameter(
    _ name: String, _ place: String, _ schema: JSONValue, required: Bool, _ description: String
  ) -> JSONValue {
    var result: JSONValue = ["name": .string(name), "in": .string(place)]
    if required { result["required"] = true }
    if !description.isEmpty { result["description"] = .string(description) }
    result["schema"] = schema
    return result
  }
}
