import SwiftProtobuf

/// Types that are the same in every direction and spelling.
extension OpenAPISchemas {
  static let httpBody = "google.api.HttpBody"
  static let filePart = "quartet.gateway.v1.FilePart"

  /// A scalar's schema. 64-bit integers are JSON numbers.
  static func scalar(_ field: DocumentedField) -> JSONValue {
    if field.rule.decimalPlaces > 0 {
      return ["type": "number", "x-decimal-places": .integer(Int64(field.rule.decimalPlaces))]
    }
    if !field.rule.values.isEmpty {
      return ["type": "string", "enum": .array(field.rule.values.map { .string($0) })]
    }
    return switch field.descriptor.type {
    case .bool: ["type": "boolean"]
    case .bytes: ["type": "string", "contentEncoding": "base64"]
    case .float: ["type": "number", "format": "float"]
    case .double: ["type": "number", "format": "double"]
    case .int32, .sint32, .sfixed32: ["type": "integer", "format": "int32"]
    case .int64, .sint64, .sfixed64: ["type": "integer", "format": "int64"]
    case .uint32, .fixed32, .uint64, .fixed64: ["type": "integer", "minimum": 0]
    default: ["type": "string"]
    }
  }

  /// The JSON form of a message that is not written as an object of its fields; nil for any other.
  static func wellKnown(_ name: String) -> JSONValue? {
    switch name {
    case "google.protobuf.Timestamp": ["type": "string", "format": "date-time"]
    case "google.protobuf.Duration": ["type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?s$"]
    case "google.protobuf.FieldMask": ["type": "string"]
    case "google.protobuf.Struct", "google.protobuf.Empty", "google.protobuf.Any": ["type": "object"]
    case "google.protobuf.ListValue": ["type": "array", "items": [:]]
    case "google.protobuf.Value": [:]
    case "google.protobuf.StringValue": ["type": ["string", "null"]]
    case "google.protobuf.BytesValue": ["type": ["string", "null"], "contentEncoding": "base64"]
    case "google.protobuf.BoolValue": ["type": ["boolean", "null"]]
    case "google.protobuf.DoubleValue", "google.protobuf.FloatValue": ["type": ["number", "null"]]
    case "google.protobuf.Int32Value", "google.protobuf.Int64Value": ["type": ["integer", "null"]]
    case "google.protobuf.UInt32Value", "google.protobuf.UInt64Value": ["type": ["integer", "null"], "minimum": 0]
    case httpBody, filePart: ["type": "string", "format": "binary"]
    default: nil
    }
  }

  /// A schema that null satisfies too; a reference can't say so itself.
  static func nullable(_ schema: JSONValue) -> JSONValue {
    guard let type = schema["type"] else {
      return schema.isEmpty ? schema : ["anyOf": [schema, ["type": "null"]]]
    }
    guard case .string = type else { return schema }
    var result = schema
    result["type"] = [type, "null"]
    // `enum` binds null as well.
    if case .array(let values) = schema["enum"] { result["enum"] = .array(values + [.null]) }
    return result
  }
}
