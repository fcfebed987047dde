import Contracts
import SwiftProtobuf

/// The component schemas: one for each message in each spelling of names and each direction that it
/// is used in.
struct OpenAPISchemas {
  /// A request's fields are optional unless marked and unknown ones are refused; an answer's are
  /// always written.
  enum Direction: Hashable {
    case request
    case response
  }

  private let contract: DocumentedContract
  /// Messages that some answer contains: their request form needs a name of its own.
  private let answered: Set<String>
  private var components: [(name: String, value: JSONValue)] = []
  private var known: Set<String> = []

  init(_ contract: DocumentedContract) {
    self.contract = contract
    var reached: Set<String> = []
    func visit(_ name: String) {
      guard let message = contract.messages[name], reached.insert(name).inserted else { return }
      for field in message.fields where field.isMessage { visit(field.typeName) }
    }
    for method in contract.methods { visit(method.output) }
    answered = reached
  }

  /// Every schema that has been asked for, in that order, below those of the caller.
  func all(after first: JSONValue) -> JSONValue {
    guard case .object(let members) = first else { return .object(components) }
    return .object(members + components)
  }

  /// A message's schema, by reference; well-known types are spelt out.
  mutating func message(_ name: String, _ naming: FieldNaming, _ direction: Direction) throws -> JSONValue {
    if let wellKnown = Self.wellKnown(name) { return wellKnown }
    let component = componentName(name, naming, direction)
    if known.insert(component).inserted {
      // The place is taken first: a message may contain itself.
      let index = components.count
      components.append((component, [:]))
      components[index].value = try object(try contract.message(name), naming, direction)
    }
    return ["$ref": "#/components/schemas/\(component)"]
  }

  /// The schema of a body that lacks the fields which are in the path.
  mutating func message(
    _ name: String, without excluded: Set<String>, _ naming: FieldNaming, _ direction: Direction
  ) throws -> JSONValue {
    let message = try contract.message(name)
    guard message.fields.contains(where: { excluded.contains($0.name) }) else {
      return try self.message(name, naming, direction)
    }
    return try object(message, without: excluded, naming, direction)
  }

  /// A parameter's schema: the parameter itself is described, and never null.
  mutating func parameter(_ field: DocumentedField, _ naming: FieldNaming) throws -> JSONValue {
    try value(field, naming, .request)
  }

  /// A field's schema with its description, for an object or a body.
  mutating func field(
    _ field: DocumentedField, _ naming: FieldNaming, _ direction: Direction, nullable: Bool
  ) throws -> JSONValue {
    var schema = try value(field, naming, direction)
    if nullable { schema = Self.nullable(schema) }
    if !field.comment.isEmpty { schema["description"] = .string(field.comment) }
    return schema
  }

  private mutating func object(
    _ message: DocumentedMessage, without excluded: Set<String> = [], _ naming: FieldNaming, _ direction: Direction
  ) throws -> JSONValue {
    var properties: JSONValue = [:]
    var required: [JSONValue] = []
    for field in message.fields where !excluded.contains(field.name) {
      let name = field.jsonName(naming)
      let isOmitted = field.rule.omitUnset || field.isAlternative
      let isAnswer = direction == .response
      if isAnswer ? !isOmitted : field.rule.required { required.append(.string(name)) }
      let isNullable = field.hasPresence && !field.rule.required && !(isAnswer && isOmitted)
      properties[name] = try self.field(field, naming, direction, nullable: isNullable)
    }
    var schema: JSONValue = ["type": "object"]
    if !message.comment.isEmpty { schema["description"] = .string(message.comment) }
    schema["properties"] = properties
    if !required.isEmpty { schema["required"] = .array(required) }
    if direction == .request { schema["additionalProperties"] = false }
    return schema
  }

  private mutating func value(
    _ field: DocumentedField, _ naming: FieldNaming, _ direction: Direction
  ) throws -> JSONValue {
    if field.isRepeated, field.isMessage, let entry = contract.messages[field.typeName], entry.isMapEntry,
      let value = entry.fields.last
    {
      return ["type": "object", "additionalProperties": try self.value(value, naming, direction)]
    }
    let element = try element(field, naming, direction)
    return field.isRepeated ? ["type": "array", "items": element] : element
  }

  private mutating func element(
    _ field: DocumentedField, _ naming: FieldNaming, _ direction: Direction
  ) throws -> JSONValue {
    switch field.descriptor.type {
    case .message, .group:
      if field.rule.unwrap, let only = try contract.message(field.typeName).fields.first {
        return try value(only, naming, direction)
      }
      return try message(field.typeName, naming, direction)
    case .enum: return try enumeration(field.typeName)
    default: return Self.scalar(field)
    }
  }

  private mutating func enumeration(_ name: String) throws -> JSONValue {
    if name == "google.protobuf.NullValue" { return ["type": "null"] }
    let component = Self.shortened(name)
    if known.insert(component).inserted {
      let type = try contract.enumeration(name)
      let values = type.values.map { $0.comment.isEmpty ? "- `\($0.spelling)`" : "- `\($0.spelling)`: \($0.comment)" }
      let lines = [type.comment, values.joined(separator: "\n")].filter { !$0.isEmpty }
      components.append(
        (
          component,
          [
            "type": "string", "description": .string(lines.joined(separator: "\n\n")),
            "enum": .array(type.values.map { .string($0.spelling) }),
          ]
        ))
    }
    return ["$ref": "#/components/schemas/\(component)"]
  }

  /// "order.v1.Order"; ".camel" and ".input" tell its other forms apart.
  private func componentName(_ name: String, _ naming: FieldNaming, _ direction: Direction) -> String {
    Self.shortened(name) + (naming == .camelCase ? ".camel" : "")
      + (direction == .request && answered.contains(name) ? ".input" : "")
  }

  private static func shortened(_ name: String) -> String {
    name.hasPrefix("quartet.") ? String(name.dropFirst("quartet.".count)) : name
  }
}
