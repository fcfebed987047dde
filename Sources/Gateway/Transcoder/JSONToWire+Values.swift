extension JSONToWire {
  @inline(__always)
  mutating func appendTag(_ field: UnsafePointer<FieldPlan>) {
    out.append(word: field.pointee.tag, length: Int(field.pointee.tagLength))
  }

  @inline(__always)
  mutating func append(_ bits: UInt64, _ wireType: FieldKind.WireType) {
    switch wireType {
    case .fixed64: out.append(fixed64: bits)
    case .fixed32: out.append(fixed32: UInt32(truncatingIfNeeded: bits))
    case .varint, .lengthDelimited: out.append(varint: bits)
    }
  }

  /// Reads the value at the current position as one occurrence of a field, tag included.
  ///
  /// - Parameter keepsDefault: writes a default value as well, where presence matters.
  mutating func tagged(_ field: UnsafePointer<FieldPlan>, keepsDefault: Bool) throws(JSONSyntaxError) {
    let kind = field.pointee.kind
    if kind == .string {
      guard position < end, position.pointee == UInt8(ascii: "\"") else { return try mismatch(kind, field) }
      let token = try scanString()
      if token.count == 0 && !keepsDefault { return }
      if let closed = field.pointee.enumeration {
        let name = try text(of: token)
        if closed.pointee.number(of: name.base, name.count) == nil { return refuseValue(field) }
      }
      appendTag(field)
      try append(lengthDelimited: token)
    } else if kind.isPackable {
      guard let bits = try scalar(field) else { return }
      if bits == 0 && !keepsDefault { return }
      appendTag(field)
      append(bits, kind.wireType)
    } else if kind == .bytes {
      let mark = out.count
      appendTag(field)
      let start = out.beginLengthDelimited()
      try base64(field)
      if out.count == start && !keepsDefault {
        out.truncate(to: mark)
      } else {
        out.endLengthDelimited(start)
      }
    } else {
      appendTag(field)
      let start = out.beginLengthDelimited()
      try contents(kind, field.pointee.message, field)
      out.endLengthDelimited(start)
    }
  }

  /// Reads a number, boolean or enum value into the bits of its wire form; nil after a violation.
  @inline(__always)
  mutating func scalar(_ field: UnsafePointer<FieldPlan>) throws(JSONSyntaxError) -> UInt64? {
    let kind = field.pointee.kind
    let byte = position < end ? position.pointee : 0
    let isNumber = byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-")
    switch kind {
    case .bool:
      if byte == UInt8(ascii: "t") {
        try literal("true")
        return 1
      }
      if byte == UInt8(ascii: "f") {
        try literal("false")
        return 0
      }
    case .enumeration:
      if byte == UInt8(ascii: "\""), let layout = field.pointee.enumeration {
        let name = try text(of: try scanString())
        if let number = layout.pointee.number(of: name.base, name.count) {
          return UInt64(bitPattern: Int64(number))
        }
        refuseValue(field)
        return nil
      }
    case .nullValue:
      if byte == UInt8(ascii: "n") {
        try literal("null")
        return 0
      }
    case .double:
      if isNumber { return finite(try scanNumber().double) }
    case .float:
      if isNumber { return finite(try scanNumber().float) }
    default:
      if isNumber { return integer(try scanNumber(), field) }
      if byte == UInt8(ascii: "\""), Self.is64Bit(kind), field.pointee.decimalPlaces == 0 {
        return try quotedInteger(field)
      }
    }
    try mismatch(kind, field)
    return nil
  }

  private mutating func refuseValue(_ field: UnsafePointer<FieldPlan>) {
    let (type, message) = Self.expectation(.enumeration, field)
    violation(type, message)
  }

  private mutating func finite(_ value: Double) -> UInt64? {
    if value.isFinite { return value.bitPattern }
    violation("finite_number", "Input should be a finite number")
    return nil
  }

  private mutating func finite(_ value: Float) -> UInt64? {
    if value.isFinite { return UInt64(value.bitPattern) }
    violation("finite_number", "Input should be a finite number")
    return nil
  }

  @inline(__always)
  private mutating func integer(_ number: JSONNumber, _ field: UnsafePointer<FieldPlan>) -> UInt64? {
    let result = IntegerText.bits(number, field)
    if case .bits(let bits) = result { return bits }
    note(result, field)
    return nil
  }

  /// proto3 JSON's spelling of 64-bit integers.
  private mutating func quotedInteger(_ field: UnsafePointer<FieldPlan>) throws(JSONSyntaxError) -> UInt64? {
    let text = try text(of: try scanString())
    let result = IntegerText.bits(text.base, text.count, field)
    if case .bits(let bits) = result { return bits }
    note(result, field)
    return nil
  }

  private mutating func note(_ result: IntegerText.Result, _ field: UnsafePointer<FieldPlan>) {
    let (type, message) = result.problem(field.pointee)
    violation(type, message)
  }

  static func is64Bit(_ kind: FieldKind) -> Bool {
    switch kind {
    case .int64, .uint64, .sint64, .fixed64, .sfixed64: true
    default: false
    }
  }

  private mutating func base64(_ field: UnsafePointer<FieldPlan>) throws(JSONSyntaxError) {
    guard position < end, position.pointee == UInt8(ascii: "\"") else { return try mismatch(.bytes, field) }
    let text = try text(of: try scanString())
    if !Base64.decode(text.base, text.count, into: &out) {
      violation("bytes_invalid_encoding", "Input should be a base64 string")
    }
  }
}
