/// Writes protobuf wire format, field by field (protobuf.dev, "Encoding"). Callers leave out default values
/// themselves, because inside a `oneof` they must be written.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ field: Int, _ value: UInt64) {
    tag(field, 0)
    raw(value)
  }

  mutating func fixed64(_ field: Int, _ value: UInt64) {
    tag(field, 1)
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func fixed32(_ field: Int, _ value: UInt32) {
    tag(field, 5)
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Big-endian, as trace ids are written.
  mutating func id(_ field: Int, _ words: UInt64...) {
    tag(field, 2)
    raw(UInt64(words.count * 8))
    for word in words { withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) } }
  }

  mutating func string(_ field: Int, _ value: String) {
    var value = value
    value.withUTF8 { text in
      tag(field, 2)
      raw(UInt64(text.count))
      bytes.append(contentsOf: text)
    }
  }

  mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    body(&inner)
    tag(field, 2)
    raw(UInt64(inner.bytes.count))
    bytes.append(contentsOf: inner.bytes)
  }

  private mutating func tag(_ field: Int, _ wireType: UInt64) {
    raw(UInt64(field) << 3 | wireType)
  }

  private mutating func raw(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }
}
