/// Numbers as integers of a field's type.
enum IntegerText {
  enum Result {
    /// The bits of the wire form.
    case bits(UInt64)
    case notANumber
    case fractional
    case outOfRange

    /// The violation's type and message.
    func problem(_ field: FieldPlan) -> (type: String, message: String) {
      switch self {
      case .bits, .notANumber: ("int_parsing", "Input should be a valid integer")
      case .fractional where field.decimalPlaces > 0:
        ("decimal_max_places", "Input should have no more than \(field.decimalPlaces) decimal places")
      case .fractional: ("int_from_float", "Input should be a valid integer, got a number with a fractional part")
      case .outOfRange: ("int_out_of_range", "Input is out of the range of this field")
      }
    }
  }

  /// Text that must be an integer in canonical form: no sign but `-`, no leading zeros, no exponent.
  static func bits(_ base: UnsafePointer<UInt8>, _ count: Int, _ field: UnsafePointer<FieldPlan>) -> Result {
    var failure = base
    guard let number = JSONNumber.scan(base, base + count, failure: &failure), number.count == count, number.isPlain,
      !(number.isNegative && number.mantissa == 0)
    else { return .notANumber }
    return bits(number, field)
  }

  @inline(__always)
  static func bits(_ number: JSONNumber, _ field: UnsafePointer<FieldPlan>) -> Result {
    switch number.integral(places: Int(field.pointee.decimalPlaces)) {
    case .fractional: return .fractional
    case .tooLarge: return .outOfRange
    case .magnitude(let magnitude):
      return bits(magnitude, number.isNegative && magnitude > 0, field.pointee.kind).map { .bits($0) } ?? .outOfRange
    }
  }

  @inline(__always)
  private static func bits(_ magnitude: UInt64, _ isNegative: Bool, _ kind: FieldKind) -> UInt64? {
    switch kind {
    case .int64, .sint64, .sfixed64:
      guard magnitude <= UInt64(Int64.max) &+ (isNegative ? 1 : 0) else { return nil }
      let value = isNegative ? Int64(bitPattern: 0 &- magnitude) : Int64(magnitude)
      return kind == .sint64 ? UInt64(bitPattern: value << 1 ^ value >> 63) : UInt64(bitPattern: value)
    case .int32, .sint32, .sfixed32:
      guard magnitude <= UInt64(Int32.max) &+ (isNegative ? 1 : 0) else { return nil }
      let value = isNegative ? -Int64(magnitude) : Int64(magnitude)
      return kind == .sint32 ? UInt64(UInt32(truncatingIfNeeded: value << 1 ^ value >> 63)) : UInt64(bitPattern: value)
    case .uint32, .fixed32:
      return isNegative || magnitude > UInt64(UInt32.max) ? nil : magnitude
    default:
      return isNegative ? nil : magnitude
    }
  }
}
