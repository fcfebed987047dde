extension WireToJSON {
  @inline(__always)
  func writeDefault(_ field: UnsafePointer<FieldPlan>, _ out: inout ByteWriter) {
    switch field.pointee.kind {
    case .string, .bytes: out.append("\"\"")
    default: scalar(field, 0, &out)
    }
  }

  /// Writes a number, boolean or enum value from its wire bits.
  @inline(__always)
  func scalar(_ field: UnsafePointer<FieldPlan>, _ bits: UInt64, _ out: inout ByteWriter) {
    switch field.pointee.kind {
    case .bool: if bits != 0 { out.append("true") } else { out.append("false") }
    case .int64, .sfixed64: integer(field, Int64(bitPattern: bits), &out)
    case .int32, .sfixed32: integer(field, Int64(Int32(truncatingIfNeeded: bits)), &out)
    case .sint64: integer(field, Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1), &out)
    case .sint32:
      let narrow = UInt32(truncatingIfNeeded: bits)
      integer(field, Int64(Int32(bitPattern: narrow >> 1) ^ -Int32(bitPattern: narrow & 1)), &out)
    case .uint32, .fixed32: unsigned(field, UInt64(UInt32(truncatingIfNeeded: bits)), &out)
    case .uint64, .fixed64: unsigned(field, bits, &out)
    case .double: NumberText.write(Double(bitPattern: bits), &out)
    case .float: NumberText.write(Float(bitPattern: UInt32(truncatingIfNeeded: bits)), &out)
    case .enumeration:
      let number = Int32(truncatingIfNeeded: bits)
      if let text = field.pointee.enumeration?.pointee.answer(for: number) {
        out.append(padded: text)
      } else {
        // A value newer than this gateway's contract.
        out.append(decimal: Int64(number))
      }
    default: out.append("null")
    }
  }

  @inline(__always)
  private func integer(_ field: UnsafePointer<FieldPlan>, _ value: Int64, _ out: inout ByteWriter) {
    if field.pointee.decimalPlaces == 0 {
      out.append(decimal: value)
    } else {
      if value < 0 { out.append(UInt8(ascii: "-")) }
      NumberText.write(value.magnitude, places: Int(field.pointee.decimalPlaces), &out)
    }
  }

  @inline(__always)
  private func unsigned(_ field: UnsafePointer<FieldPlan>, _ value: UInt64, _ out: inout ByteWriter) {
    if field.pointee.decimalPlaces == 0 {
      out.append(decimal: value)
    } else {
      NumberText.write(value, places: Int(field.pointee.decimalPlaces), &out)
    }
  }

  /// Writes text, bytes or a message from its payload.
  mutating func delimited(
    _ field: UnsafePointer<FieldPlan>, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    switch field.pointee.kind {
    case .string: try text(run, &out)
    case .bytes:
      out.append(UInt8(ascii: "\""))
      Base64.encode(base + run.start, run.end &- run.start, into: &out)
      out.append(UInt8(ascii: "\""))
    default: try contents(field.pointee.kind, field.pointee.message, run, &out)
    }
  }

  /// Writes a message of any kind from its contents.
  mutating func contents(
    _ kind: FieldKind, _ layout: UnsafePointer<MessageLayout>?, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    switch kind {
    case .unwrapped: try unwrapped(layout, run, &out)
    case .timestamp, .duration: try time(kind, run, &out)
    case .structure: try structure(run, &out)
    case .value: try dynamicValue(run, &out)
    case .listValue: try dynamicList(run, &out)
    case .fieldMask: try fieldMask(run, &out)
    default:
      guard let layout else { throw reader(run).malformed("field without a message type") }
      try object(layout, run, &out)
    }
  }

  private mutating func unwrapped(
    _ layout: UnsafePointer<MessageLayout>?, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    guard let layout else { throw reader(run).malformed("field without a message type") }
    try descend()
    let first = try scan(layout, run)
    try value(layout.pointee.fields, slots[first], isSet: slots[first].count > 0, run, &out)
    release(first)
    ascend()
  }

  /// Writes a quoted string.
  func text(_ run: Run, _ out: inout ByteWriter) throws(MalformedMessage) {
    if let cursor = JSONText.quote(base + run.start, base + run.end, &out) {
      throw MalformedMessage(problem: "text is not UTF-8", offset: cursor - base)
    }
  }
}
