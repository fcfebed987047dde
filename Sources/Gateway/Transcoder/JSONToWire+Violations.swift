import Runtime

extension JSONToWire {
  mutating func note(_ location: TranscodingError.Location, _ field: String, _ type: String, _ message: String) {
    guard violations.count < TranscodingError.maximumViolations else { return }
    violations.append(.init(location, FieldViolation(field, message, type: type)))
  }

  /// Notes that the value is of the wrong JSON type, and skips it.
  @inline(never)
  mutating func mismatch(_ kind: FieldKind, _ field: UnsafePointer<FieldPlan>? = nil) throws(JSONSyntaxError) {
    let (type, message) = Self.expectation(kind, field)
    violation(type, message)
    try skipValue()
  }

  /// The words of pydantic, which the documented APIs use.
  static func expectation(_ kind: FieldKind, _ field: UnsafePointer<FieldPlan>?) -> (type: String, message: String) {
    switch kind {
    case .double, .float: ("float_type", "Input should be a valid number")
    case .bool: ("bool_type", "Input should be a valid boolean")
    case .string: ("string_type", "Input should be a valid string")
    case .bytes: ("bytes_type", "Input should be a base64 string")
    case .enumeration:
      ("enum", "Input should be \(field?.pointee.enumeration?.pointee.choices.string ?? "a documented value")")
    case .timestamp: ("datetime_type", "Input should be a valid datetime (RFC 3339)")
    case .duration: ("time_delta_type", "Input should be a valid duration, as '3.5s'")
    case .listValue: ("list_type", "Input should be a valid list")
    case .message, .structure: ("dict_type", "Input should be a valid dictionary")
    case .fieldMask: ("string_type", "Input should be a comma-separated list of fields")
    case .nullValue: ("none_required", "Input should be null")
    case .value, .unwrapped, .httpBody, .unsupported: ("value_error", "Input is not valid here")
    default:
      field.map { $0.pointee.decimalPlaces > 0 } == true
        ? ("decimal_type", "Input should be a valid number") : ("int_type", "Input should be a valid integer")
    }
  }

  /// Skips any value, checking that it is JSON.
  mutating func skipValue() throws(JSONSyntaxError) {
    switch peek() {
    case UInt8(ascii: "{"):
      try enter()
      if peek() != UInt8(ascii: "}") {
        repeat {
          _ = try memberName()
          try skipValue()
        } while try takeComma(closing: UInt8(ascii: "}"))
      }
      leave()
    case UInt8(ascii: "["):
      try enter()
      if peek() != UInt8(ascii: "]") {
        repeat { try skipValue() } while try takeComma(closing: UInt8(ascii: "]"))
      }
      leave()
    case UInt8(ascii: "\""):
      let token = try scanString()
      if token.hasEscapes { _ = try decoded(token) }
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: _ = try scanNumber()
    }
  }
}
