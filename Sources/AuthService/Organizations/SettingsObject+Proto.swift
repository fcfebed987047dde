import Runtime
import SwiftProtobuf

extension SettingsObject {
  /// - Throws: INVALID_ARGUMENT naming `settings` for an object that is too long or too deep to be kept.
  init(_ json: Google_Protobuf_Struct) throws {
    var violations = Violations()
    // Read back at once: what could not be read later must never be stored.
    let text = json.fields.isEmpty ? "{}" : try? json.jsonString()
    if let text, (try? Google_Protobuf_Struct(jsonString: text)) != nil {
      violations.require(
        text.utf8.count <= Self.maximumBytes, "settings", "should have at most \(Self.maximumBytes) bytes as JSON")
    } else {
      violations.add("settings", "can't be kept as JSON: it is nested too deep")
    }
    self.init(stored: try violations.checked(text))
  }

  /// Empty for a text that was altered to something else.
  var json: Google_Protobuf_Struct {
    text == "{}" ? Google_Protobuf_Struct() : (try? Google_Protobuf_Struct(jsonString: text)) ?? .init()
  }

  /// With the other's top-level members in place of its own; null removes a member (RFC 7396, one level).
  /// - Throws: INVALID_ARGUMENT naming `settings` when the result is too long.
  func merging(_ other: Google_Protobuf_Struct) throws -> SettingsObject {
    var merged = json
    for (key, value) in other.fields {
      if case .nullValue = value.kind { merged.fields[key] = nil } else { merged.fields[key] = value }
    }
    return try SettingsObject(merged)
  }
}
