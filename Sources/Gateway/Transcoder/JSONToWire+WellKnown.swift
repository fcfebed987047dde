extension JSONToWire {
  /// Reads the value at the current position as the contents of a message: no tag, no length.
  mutating func contents(
    _ kind: FieldKind, _ layout: UnsafePointer<MessageLayout>?, _ field: UnsafePointer<FieldPlan>?
  ) throws(JSONSyntaxError) {
    switch kind {
    case .message:
      guard peek() == UInt8(ascii: "{"), let layout else { return try mismatch(.message) }
      try object(layout, bound: nil)
    case .unwrapped:
      guard let inner = layout?.pointee.fields else { return try mismatch(kind) }
      switch inner.pointee.shape {
      case .singular: try tagged(inner, keepsDefault: inner.pointee.hasPresence)
      case .repeated: try repeated(inner)
      case .map: try map(inner)
      }
    case .timestamp, .duration, .fieldMask: try textual(kind, field)
    case .structure, .listValue:
      freeDepth += 1
      defer { freeDepth -= 1 }
      if kind == .structure { try structure() } else { try list() }
    case .value: try dynamicValue()
    default: try mismatch(kind, field)
    }
  }

  private mutating func textual(_ kind: FieldKind, _ field: UnsafePointer<FieldPlan>?) throws(JSONSyntaxError) {
    guard peek() == UInt8(ascii: "\"") else { return try mismatch(kind, field) }
    let text = try text(of: try scanString())
    if !WellKnownText.append(text, kind, style, &out) {
      let (type, message) = Self.expectation(kind, field)
      violation(type.replacing("_type", with: "_parsing"), message)
    }
  }

  // MARK: google/protobuf/struct.proto

  /// Free JSON within free JSON. On the wire a level is up to three messages, and whoever reads protobuf
  /// gives up at a hundred.
  static let maximumFreeDepth = 30

  /// `Struct { map<string, Value> fields = 1; }`
  private mutating func structure() throws(JSONSyntaxError) {
    guard peek() == UInt8(ascii: "{") else { return try mismatch(.structure) }
    var keys = MapKeys(&self)
    try enter()
    if peek() != UInt8(ascii: "}") {
      repeat {
        let nameStart = position
        let name = try memberName()
        guard keys.insert(name, &self) else { throw syntaxError(.duplicateKey, at: nameStart) }
        out.append(0x0A)
        let entry = out.beginLengthDelimited()
        out.append(0x0A)
        out.append(varint: UInt64(name.count))
        out.append(name.base, count: name.count)
        out.append(0x12)
        let value = out.beginLengthDelimited()
        try dynamicValue()
        out.endLengthDelimited(value)
        out.endLengthDelimited(entry)
      } while try takeComma(closing: UInt8(ascii: "}"))
    }
    leave()
    keys.leave(&self)
  }

  /// `ListValue { repeated Value values = 1; }`
  private mutating func list() throws(JSONSyntaxError) {
    guard peek() == UInt8(ascii: "[") else { return try mismatch(.listValue) }
    try enter()
    if peek() != UInt8(ascii: "]") {
      repeat {
        out.append(0x0A)
        let value = out.beginLengthDelimited()
        try dynamicValue()
        out.endLengthDelimited(value)
        path[depth &- 1].value &+= 1
      } while try takeComma(closing: UInt8(ascii: "]"))
    }
    leave()
  }

  /// `Value`: null_value = 1, number_value = 2, string_value = 3, bool_value = 4, struct_value = 5,
  /// list_value = 6.
  private mutating func dynamicValue() throws(JSONSyntaxError) {
    let byte = peek()
    if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
      guard freeDepth < Self.maximumFreeDepth else {
        violation("too_deep", "Input should be at most \(Self.maximumFreeDepth) objects and arrays deep")
        return try skipValue()
      }
    }
    freeDepth += 1
    defer { freeDepth -= 1 }
    switch byte {
    case UInt8(ascii: "n"):
      try literal("null")
      out.append(word: 0x00_08, length: 2)
    case UInt8(ascii: "t"):
      try literal("true")
      out.append(word: 0x01_20, length: 2)
    case UInt8(ascii: "f"):
      try literal("false")
      out.append(word: 0x00_20, length: 2)
    case UInt8(ascii: "\""):
      out.append(0x1A)
      try append(lengthDelimited: try scanString())
    case UInt8(ascii: "{"):
      out.append(0x2A)
      let start = out.beginLengthDelimited()
      try structure()
      out.endLengthDelimited(start)
    case UInt8(ascii: "["):
      out.append(0x32)
      let start = out.beginLengthDelimited()
      try list()
      out.endLengthDelimited(start)
    default:
      try dynamicNumber()
    }
  }

  /// A `Value` holds a double: an integer that a double can't hold exactly is refused, since nothing
  /// may change on its way in silence.
  private mutating func dynamicNumber() throws(JSONSyntaxError) {
    let number = try scanNumber()
    let value = number.double
    if !value.isFinite {
      violation("finite_number", "Input should be a finite number")
    } else if number.isPlain && number.mantissa > 1 << 53 && !number.isExactly(value) {
      violation("int_out_of_range", "Input is an integer that a 64-bit float can't hold exactly; send it as a string")
    } else {
      out.append(0x11)
      out.append(fixed64: value.bitPattern)
    }
  }
}
