import SwiftProtobuf

extension Google_Protobuf_Struct {
  /// JSON with the keys sorted: the same attributes are the same text. (SwiftProtobuf's own coding of a
  /// Struct ignores its option for that.)
  /// - Throws: for numbers that JSON does not have.
  func canonicalJSON() throws -> String {
    let members = try fields.sorted { $0.key < $1.key }.map { key, value in
      try "\(Google_Protobuf_Value(stringValue: key).jsonString()):\(value.canonicalJSON())"
    }
    return "{\(members.joined(separator: ","))}"
  }
}

extension Google_Protobuf_Value {
  fileprivate func canonicalJSON() throws -> String {
    switch kind {
    case .structValue(let value): try value.canonicalJSON()
    case .listValue(let list): try "[\(list.values.map { try $0.canonicalJSON() }.joined(separator: ","))]"
    case .nullValue, nil: "null"
    case .boolValue, .numberValue, .stringValue: try jsonString()
    }
  }
}
