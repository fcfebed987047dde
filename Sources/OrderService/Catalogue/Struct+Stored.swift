import Runtime
import SwiftProtobuf

extension Google_Protobuf_Struct {
  /// In bytes of JSON.
  static let largestStored = 16_384

  /// Reads what ``stored(_:_:)`` wrote; it was a Struct, so that it can be read as one.
  init(stored json: String) {
    self = json == "{}" ? Google_Protobuf_Struct() : (try? Google_Protobuf_Struct(jsonString: json)) ?? .init()
  }

  /// The JSON that the database keeps; nil, and a violation, for what can't be JSON or is too long.
  func stored(_ field: String, _ check: inout Violations) -> String? {
    if fields.isEmpty { return "{}" }
    guard let json = try? canonicalJSON() else {
      check.add(field, "can't be written as JSON")
      return nil
    }
    check.require(
      json.utf8.count <= Self.largestStored, field, "should have at most \(Self.largestStored) bytes as JSON")
    return json
  }
}
