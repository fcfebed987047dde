/// Writes a message's wire bytes as JSON, fields in declaration order, default values included.
///
/// Wire fields may come in any order and twice, so each message is read once into a slot per field and
/// then written from the slots. The input's memory must outlive the value.
struct WireToJSON: ~Copyable {
  /// What a message has of one field.
  struct Slot {
    /// The last scalar's bits, or where the last payload starts.
    var bits: UInt64 = 0
    /// The last payload's length.
    var length = 0
    /// Where the first occurrence's tag starts.
    var first = 0
    var count = 0
  }

  /// A stretch of the input.
  struct Run {
    let start: Int
    let end: Int
  }

  private static let maximumDepth = 100

  let base: UnsafePointer<UInt8>
  /// Field masks are written in this style.
  let style: NameStyle
  private(set) var slots: UnsafeMutablePointer<Slot>
  private var slotCount = 0
  private var slotCapacity = 64
  private var depth = 0

  init(_ wire: UnsafeRawBufferPointer, style: NameStyle) {
    // An empty buffer may have no address; any non-null pointer does where nothing is read.
    base = wire.assumingMemoryBound(to: UInt8.self).baseAddress ?? StaticString("").utf8Start
    self.style = style
    slots = .allocate(capacity: slotCapacity)
  }

  deinit { slots.deallocate() }

  @inline(__always)
  func reader(_ run: Run) -> WireReader { WireReader(base: base, position: run.start, end: run.end) }

  @inline(__always)
  func payload(_ slot: Slot) -> Run {
    let start = Int(truncatingIfNeeded: slot.bits)
    return Run(start: start, end: start &+ slot.length)
  }

  // MARK: Slots

  /// Reads a message into fresh slots: one for each field, then one for each oneof, whose `bits` are
  /// the last set member's index + 1. Give them back with ``release(_:)``.
  @inline(__always)
  mutating func scan(_ layout: UnsafePointer<MessageLayout>, _ run: Run) throws(MalformedMessage) -> Int {
    let fieldCount = layout.pointee.fieldCount
    let first = slotCount
    let more = fieldCount &+ layout.pointee.oneofCount
    if slotCapacity &- slotCount < more { growSlots(more) }
    (slots + first).initialize(repeating: Slot(), count: more)
    slotCount = first &+ more
    let current = slots + first
    let fields = layout.pointee.fields
    var reader = reader(run)
    var expected = 0
    while !reader.isAtEnd {
      let tagStart = reader.position
      let (number, wireType) = try reader.tag()
      guard let index = layout.pointee.index(ofNumber: number, expected: expected) else {
        try reader.skip(number: number, wireType: wireType)
        continue
      }
      let field = fields + index
      let native = field.pointee.kind.wireType
      if wireType == FieldKind.WireType.lengthDelimited.rawValue {
        let length = try reader.length()
        let isPacked = native != .lengthDelimited
        if isPacked && field.pointee.shape != .repeated {
          reader.position &+= length
          continue
        }
        current[index].bits = UInt64(reader.position)
        current[index].length = length
        reader.position &+= length
      } else if wireType == native.rawValue {
        current[index].bits = try reader.bits(native)
      } else {
        try reader.skip(number: number, wireType: wireType)
        continue
      }
      if current[index].count == 0 { current[index].first = tagStart }
      current[index].count &+= 1
      if field.pointee.oneof >= 0 { current[fieldCount &+ Int(field.pointee.oneof)].bits = UInt64(index &+ 1) }
      expected = field.pointee.shape == .singular ? index &+ 1 : index
    }
    return first
  }

  @inline(__always)
  mutating func release(_ first: Int) { slotCount = first }

  private mutating func growSlots(_ more: Int) {
    let larger = max(slotCapacity * 2, slotCount + more)
    let moved = UnsafeMutablePointer<Slot>.allocate(capacity: larger)
    moved.update(from: slots, count: slotCount)
    slots.deallocate()
    slots = moved
    slotCapacity = larger
  }

  // MARK: Messages

  @inline(__always)
  mutating func descend() throws(MalformedMessage) {
    guard depth < Self.maximumDepth else { throw MalformedMessage(problem: "nested too deeply", offset: 0) }
    depth &+= 1
  }

  @inline(__always)
  mutating func ascend() { depth &-= 1 }

  /// Writes a message as an object.
  mutating func object(
    _ layout: UnsafePointer<MessageLayout>, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    try descend()
    let first = try scan(layout, run)
    let mark = out.count
    for index in 0..<layout.pointee.fieldCount { try member(layout, index, first, run, &out) }
    Self.close(mark, "{", "}", &out)
    release(first)
    ascend()
  }

  /// Members and elements each start with a comma; the first one becomes the opening bracket.
  @inline(__always)
  static func close(_ mark: Int, _ opening: UnicodeScalar, _ closing: UnicodeScalar, _ out: inout ByteWriter) {
    if out.count > mark {
      out.set(mark, UInt8(ascii: opening))
    } else {
      out.append(UInt8(ascii: opening))
    }
    out.append(UInt8(ascii: closing))
  }

  @inline(__always)
  private mutating func member(
    _ layout: UnsafePointer<MessageLayout>, _ index: Int, _ first: Int, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    let field = layout.pointee.fields + index
    let isSet = isSet(layout, index, first)
    if !isSet && field.pointee.hasPresence {
      if field.pointee.oneof >= 0 || field.pointee.omitsUnset { return }
      out.append(padded: field.pointee.key)
      out.append("null")
      return
    }
    out.append(padded: field.pointee.key)
    try value(field, slots[first &+ index], isSet: isSet, run, &out)
  }

  @inline(__always)
  func isSet(_ layout: UnsafePointer<MessageLayout>, _ index: Int, _ first: Int) -> Bool {
    if slots[first &+ index].count == 0 { return false }
    let oneof = layout.pointee.fields[index].oneof
    return oneof < 0 || slots[first &+ layout.pointee.fieldCount &+ Int(oneof)].bits == UInt64(index &+ 1)
  }

  /// Writes a field's whole value, without its key.
  @inline(__always)
  mutating func value(
    _ field: UnsafePointer<FieldPlan>, _ slot: Slot, isSet: Bool, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    switch field.pointee.shape {
    case .singular:
      let kind = field.pointee.kind
      if !isSet {
        if field.pointee.hasPresence { out.append("null") } else { writeDefault(field, &out) }
      } else if kind.isPackable {
        scalar(field, slot.bits, &out)
      } else if slot.count > 1 && kind != .string && kind != .bytes {
        try merged(field, slot, run, &out)
      } else {
        try delimited(field, payload(slot), &out)
      }
    case .repeated: try list(field, slot, run, &out)
    case .map: try map(field, slot, run, &out)
    }
  }

  /// A message that came in several pieces is what their concatenation says.
  private mutating func merged(
    _ field: UnsafePointer<FieldPlan>, _ slot: Slot, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    var joined: [UInt8] = []
    var occurrences = Occurrences(field, slot, reader(run))
    while let piece = try occurrences.next() {
      joined += UnsafeBufferPointer(start: base + piece.start, count: piece.end - piece.start)
    }
    let style = style
    let depth = depth
    let failure: MalformedMessage? = joined.withUnsafeBytes { bytes in
      var writer = WireToJSON(bytes, style: style)
      writer.depth = depth
      do throws(MalformedMessage) {
        try writer.delimited(field, Run(start: 0, end: bytes.count), &out)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  private mutating func list(
    _ field: UnsafePointer<FieldPlan>, _ slot: Slot, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    let mark = out.count
    var occurrences = Occurrences(field, slot, reader(run))
    let wireType = field.pointee.kind.wireType
    if wireType == .lengthDelimited {
      while let element = try occurrences.next() {
        out.append(UInt8(ascii: ","))
        try delimited(field, element, &out)
      }
    } else {
      while let piece = try occurrences.next() {
        var reader = reader(piece)
        while !reader.isAtEnd {
          out.append(UInt8(ascii: ","))
          scalar(field, try reader.bits(wireType), &out)
        }
      }
    }
    Self.close(mark, "[", "]", &out)
  }

  private mutating func map(
    _ field: UnsafePointer<FieldPlan>, _ slot: Slot, _ run: Run, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    guard let entry = field.pointee.message else { return }
    let mark = out.count
    var occurrences = Occurrences(field, slot, reader(run))
    while let piece = try occurrences.next() {
      let first = try scan(entry, piece)
      out.append(UInt8(ascii: ","))
      try mapKey(entry.pointee.fields, slots[first], &out)
      out.append(UInt8(ascii: ":"))
      let value = entry.pointee.fields + 1
      let valueSlot = slots[first &+ 1]
      if valueSlot.count == 0 && value.pointee.hasPresence {
        try delimited(value, Run(start: 0, end: 0), &out)
      } else {
        try self.value(value, valueSlot, isSet: valueSlot.count > 0, piece, &out)
      }
      release(first)
    }
    Self.close(mark, "{", "}", &out)
  }

  private func mapKey(
    _ key: UnsafePointer<FieldPlan>, _ slot: Slot, _ out: inout ByteWriter
  ) throws(MalformedMessage) {
    if key.pointee.kind == .string {
      try text(payload(slot), &out)
    } else {
      out.append(UInt8(ascii: "\""))
      scalar(key, slot.bits, &out)
      out.append(UInt8(ascii: "\""))
    }
  }
}

/// Finds the occurrences of one field in its message, knowing how many there are.
private struct Occurrences {
  private let number: UInt32
  private let wireType: UInt8
  private let isPackable: Bool
  private var remaining: Int
  private var reader: WireReader

  init(_ field: UnsafePointer<FieldPlan>, _ slot: WireToJSON.Slot, _ reader: WireReader) {
    number = field.pointee.number
    wireType = field.pointee.kind.wireType.rawValue
    isPackable = field.pointee.kind.isPackable
    remaining = slot.count
    self.reader = reader
    self.reader.position = slot.first
  }

  /// The next payload; of a scalar that stands alone, the run of its value.
  mutating func next() throws(MalformedMessage) -> WireToJSON.Run? {
    guard remaining > 0 else { return nil }
    while true {
      let tag = try reader.tag()
      if tag.number == number && (tag.wireType == wireType || tag.wireType == 2 && isPackable) {
        remaining &-= 1
        let length = tag.wireType == 2 ? try reader.length() : 0
        let start = reader.position
        if tag.wireType == 2 {
          reader.position &+= length
        } else {
          try reader.skip(number: number, wireType: wireType)
        }
        return WireToJSON.Run(start: start, end: reader.position)
      }
      try reader.skip(number: tag.number, wireType: tag.wireType)
    }
  }
}
