/// A JSON object whose shape is somebody else's: custom data, free attributes.
struct JSONObject: Sendable, Equatable {
  var fields: [String: JSONValue] = [:]
}
