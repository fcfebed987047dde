import Runtime

/// How single fields of a lead are checked.
enum LeadFields {
  static func isChannel(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: "-") }

  static func isEventType(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: ".") }

  /// A plain address: it is shown to people and never mailed to from here.
  static func email(_ isSet: Bool, _ raw: String, _ check: inout Violations) -> NullableChange<String> {
    let email = check.textChange(isSet, raw, "email", maximum: 254)
    guard case .set(let address) = email else { return email }
    check.require(EntityText.isEmail(address), "email", "value is not a valid email address")
    return email
  }

  static func size(_ object: JSONObject, _ field: String, _ check: inout Violations) {
    let size = (try? object.canonicalJSON())?.utf8.count ?? .max
    check.require(size <= 64 << 10, field, "should have at most 64 KiB of JSON with finite numbers")
  }

  static func interests(_ raw: [String], _ check: inout Violations) -> [String] {
    check.require(raw.count <= 100, "interests", "should have at most 100 items", type: "too_long")
    for (place, text) in raw.prefix(100).enumerated() { check.text(text, "interests[\(place)]", 1...200) }
    return raw
  }

  static func embedding(_ raw: [Double], _ check: inout Violations) -> NullableChange<EmbeddingVector> {
    guard !raw.isEmpty else { return .clear }
    check.require(
      raw.count <= EmbeddingVector.maximumDimension, "profile_embedding",
      "should have at most \(EmbeddingVector.maximumDimension) numbers", type: "too_long")
    guard let vector = EmbeddingVector(raw.map(Float.init), model: nil) else {
      check.add("profile_embedding", "should have finite numbers that are not all zero")
      return .keep
    }
    return .set(vector)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
