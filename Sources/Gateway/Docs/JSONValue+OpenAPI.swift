extension JSONValue {
  /// An OpenAPI `content` map: one schema under each media type.
  static func content(_ mediaTypes: [String], _ schema: JSONValue) -> JSONValue {
    let entry: JSONValue = ["schema": schema]
    return .object(mediaTypes.map { (name: $0, value: entry) })
  }
}
