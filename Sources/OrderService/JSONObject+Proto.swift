import Runtime
import SwiftProtobuf

extension JSONObject {
  init(proto: Google_Protobuf_Struct) { fields = proto.fields.mapValues(JSONValue.init(proto:)) }

  var asProto: Google_Protobuf_Struct { Google_Protobuf_Struct(fields: fields.mapValues(\.asProto)) }

  /// Reads what ``canonicalJSON()`` wrote.
  init(stored json: String) { self.init(proto: Google_Protobuf_Struct(stored: json)) }

  /// JSON with the keys sorted: the same object is the same text. (SwiftProtobuf's own coding of a Struct ignores its
  /// option for that.)
  /// - Throws: for numbers that JSON does not have.
  func canonicalJSON() throws -> String {
    let members = try fields.sorted { $0.key < $1.key }.map { key, value in
      try "\(Google_Protobuf_Value(stringValue: key).jsonString()):\(value.canonicalJSON())"
    }
    return "{\(members.joined(separator: ","))}"
  }
}

extension JSONValue {
  /// A value that says nothing is null.
  fileprivate init(proto: Google_Protobuf_Value) {
    self =
      switch proto.kind {
      case .nullValue, nil: .null
      case .boolValue(let value): .bool(value)
      case .numberValue(let value): .number(value)
      case .stringValue(let value): .string(value)
      case .listValue(let list): .array(list.values.map(JSONValue.init(proto:)))
      case .structValue(let value): .object(JSONObject(proto: value))
      }
  }

  fileprivate var asProto: Google_Protobuf_Value {
    switch self {
    case .null: Google_Protobuf_Value(nilLiteral: ())
    case .bool(let value): Google_Protobuf_Value(boolValue: value)
    case .number(let value): Google_Protobuf_Value(numberValue: value)
    case .string(let value): Google_Protobuf_Value(stringValue: value)
    case .array(let values):
      Google_Protobuf_Value(listValue: .with { $0.values = values.map(\.asProto) })
    case .object(let value): Google_Protobuf_Value(structValue: value.asProto)
    }
  }

  fileprivate func canonicalJSON() throws -> String {
    switch self {
    case .object(let value): try value.canonicalJSON()
    case .array(let values): try "[\(values.map { try $0.canonicalJSON() }.joined(separator: ","))]"
    case .null: "null"
    case .bool, .number, .string: try asProto.jsonString()
    }
  }
}

extension Google_Protobuf_Struct {
  /// In bytes of JSON.
  static let maximumStoredBytes = 16_384

  /// Reads what ``stored(_:_:)`` wrote; it was a Struct, so that it can be read as one.
  init(stored json: String) {
    self = json == "{}" ? Google_Protobuf_Struct() : (try? Google_Protobuf_Struct(jsonString: json)) ?? .init()
  }

  /// The JSON that the database keeps; nil, and a violation, for what can't be JSON or is too long.
  func stored(_ field: String, _ check: inout Violations) -> String? {
    if fields.isEmpty { return "{}" }
    guard let json = try? JSONObject(proto: self).canonicalJSON() else {
      check.add(field, "can't be written as JSON")
      return nil
    }
    check.require(
      json.utf8.count <= Self.maximumStoredBytes, field, "should have at most \(Self.maximumStoredBytes) bytes as JSON")
    return json
  }
}
