/// Reads tags and values off a message's bytes; never beyond them.
struct WireReader {
  let base: UnsafePointer<UInt8>
  var position: Int
  let end: Int

  var isAtEnd: Bool { position >= end }

  func malformed(_ problem: String) -> MalformedMessage { MalformedMessage(problem: problem, offset: position) }

  @inline(__always)
  mutating func varint() throws(MalformedMessage) -> UInt64 {
    if position < end {
      let byte = base[position]
      if byte < 0x80 {
        position &+= 1
        return UInt64(byte)
      }
    }
    return try longVarint()
  }

  private mutating func longVarint() throws(MalformedMessage) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = base[position]
      position &+= 1
      if shift == 63 && byte > 1 { throw malformed("varint of more than 64 bits") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift &+= 7
      if shift > 63 { throw malformed("varint of more than ten bytes") }
    }
    throw malformed("truncated varint")
  }

  @inline(__always)
  mutating func fixed64() throws(MalformedMessage) -> UInt64 {
    guard end &- position >= 8 else { throw malformed("truncated 64-bit value") }
    let value = UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
    position &+= 8
    return value
  }

  @inline(__always)
  mutating func fixed32() throws(MalformedMessage) -> UInt64 {
    guard end &- position >= 4 else { throw malformed("truncated 32-bit value") }
    let value = UInt32(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt32.self))
    position &+= 4
    return UInt64(value)
  }

  /// A length that fits into what is left.
  @inline(__always)
  mutating func length() throws(MalformedMessage) -> Int {
    let value = try varint()
    guard value <= UInt64(end &- position) else { throw malformed("truncated field") }
    return Int(truncatingIfNeeded: value)
  }

  /// A field's number and wire type.
  @inline(__always)
  mutating func tag() throws(MalformedMessage) -> (number: UInt32, wireType: UInt8) {
    let value = try varint()
    guard value >= 8, value <= UInt64(UInt32.max) else { throw malformed("bad tag") }
    return (UInt32(truncatingIfNeeded: value >> 3), UInt8(truncatingIfNeeded: value & 7))
  }

  /// Reads one value by the wire type of `kind`.
  @inline(__always)
  mutating func bits(_ wireType: FieldKind.WireType) throws(MalformedMessage) -> UInt64 {
    switch wireType {
    case .varint: try varint()
    case .fixed64: try fixed64()
    case .fixed32: try fixed32()
    case .lengthDelimited: throw malformed("unexpected wire type")
    }
  }

  /// Skips the value of an unknown field, groups included.
  mutating func skip(number: UInt32, wireType: UInt8, depth: Int = 0) throws(MalformedMessage) {
    switch wireType {
    case 0: _ = try varint()
    case 1: _ = try fixed64()
    case 2: position += try length()
    case 3:
      guard depth < 64 else { throw malformed("groups nested too deeply") }
      while true {
        let inner = try tag()
        if inner.wireType == 4 {
          guard inner.number == number else { throw malformed("group closed by another") }
          return
        }
        try skip(number: inner.number, wireType: inner.wireType, depth: depth + 1)
      }
    case 5: _ = try fixed32()
    default: throw malformed("bad wire type")
    }
  }
}
