extension WireToJSON {
  /// Timestamp and Duration: `seconds = 1; nanos = 2`.
  func time(_ kind: FieldKind, _ run: Run, _ out: inout ByteWriter) throws(MalformedMessage) {
    var reader = reader(run)
    var seconds: Int64 = 0
    var nanos: Int32 = 0
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch (tag.number, tag.wireType) {
      case (1, 0): seconds = Int64(bitPattern: try reader.varint())
      case (2, 0): nanos = Int32(truncatingIfNeeded: try reader.varint())
      default: try reader.skip(number: tag.number, wireType: tag.wireType)
      }
    }
    let isValid =
      kind == .timestamp
      ? TimestampText.write(seconds: seconds, nanos: nanos, &out)
      : DurationText.write(seconds: seconds, nanos: nanos, &out)
    guard isValid else { throw reader.malformed("time out of range") }
  }

  func fieldMask(_ run: Run, _ out: inout ByteWriter) throws(MalformedMessage) {
    var reader = reader(run)
    out.append(UInt8(ascii: "\""))
    var isFirst = true
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number == 1, tag.wireType == 2 else {
        try reader.skip(number: tag.number, wireType: tag.wireType)
        continue
      }
      let length = try reader.length()
      if !isFirst { out.append(UInt8(ascii: ",")) }
      isFirst = false
      var raises = false
      for index in reader.position..<(reader.position + length) {
        let byte = base[index]
        guard byte >= 0x20, byte < 0x7F, byte != 0x22, byte != 0x5C else { throw reader.malformed("bad field mask") }
        if style == .camel && byte == UInt8(ascii: "_") {
          raises = true
        } else {
          let isLower = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
          out.append(raises && isLower ? byte & ~0x20 : byte)
          raises = false
        }
      }
      reader.position += length
    }
    out.append(UInt8(ascii: "\""))
  }

  // MARK: google/protobuf/struct.proto

  mutating func structure(_ run: Run, _ out: inout ByteWriter) throws(MalformedMessage) {
    try descend()
    let mark = out.count
    var reader = reader(run)
    while let entry = try nextPayload(1, &reader) {
      out.append(UInt8(ascii: ","))
      try structureEntry(entry, &out)
    }
    Self.close(mark, "{", "}", &out)
    ascend()
  }

  private mutating func structureEntry(_ entry: Run, _ out: inout ByteWriter) throws(MalformedMessage) {
    var reader = reader(entry)
    var key = Run(start: entry.end, end: entry.end)
    var value = key
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.wireType == 2 && tag.number <= 2 else {
        try reader.skip(number: tag.number, wireType: tag.wireType)
        continue
      }
      let length = try reader.length()
      let payload = Run(start: reader.position, end: reader.position + length)
      reader.position += length
      if tag.number == 1 { key = payload } else { value = payload }
    }
    try text(key, &out)
    out.append(UInt8(ascii: ":"))
    try dynamicValue(value, &out)
  }

  mutating func dynamicList(_ run: Run, _ out: inout ByteWriter) throws(MalformedMessage) {
    try descend()
    let mark = out.count
    var reader = reader(run)
    while let element = try nextPayload(1, &reader) {
      out.append(UInt8(ascii: ","))
      try dynamicValue(element, &out)
    }
    Self.close(mark, "[", "]", &out)
    ascend()
  }

  /// `Value`: the last member that is set; none is null.
  mutating func dynamicValue(_ run: Run, _ out: inout ByteWriter) throws(MalformedMessage) {
    var reader = reader(run)
    var member: UInt32 = 1
    var bits: UInt64 = 0
    var payload = run
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch (tag.number, tag.wireType) {
      case (1, 0), (4, 0): bits = try reader.varint()
      case (2, 1): bits = try reader.fixed64()
      case (3, 2), (5, 2), (6, 2):
        let length = try reader.length()
        payload = Run(start: reader.position, end: reader.position + length)
        reader.position += length
      default:
        try reader.skip(number: tag.number, wireType: tag.wireType)
        continue
      }
      member = tag.number
    }
    switch member {
    case 2: NumberText.write(Double(bitPattern: bits), &out)
    case 3: try text(payload, &out)
    case 4: if bits != 0 { out.append("true") } else { out.append("false") }
    case 5: try structure(payload, &out)
    case 6: try dynamicList(payload, &out)
    default: out.append("null")
    }
  }

  /// The next length-delimited payload of a field, skipping others.
  private func nextPayload(_ number: UInt32, _ reader: inout WireReader) throws(MalformedMessage) -> Run? {
    while !reader.isAtEnd {
      let tag = try reader.tag()
      if tag.number == number && tag.wireType == 2 {
        let length = try reader.length()
        let start = reader.position
        reader.position += length
        return Run(start: start, end: reader.position)
      }
      try reader.skip(number: tag.number, wireType: tag.wireType)
    }
    return nil
  }
}
