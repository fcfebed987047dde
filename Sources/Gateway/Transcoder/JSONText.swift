/// JSON's string literals, with nothing escaped but what JSON must escape.
enum JSONText {
  /// Writes a quoted string.
  static func quote(_ text: String, _ out: inout ByteWriter) {
    var text = text
    text.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return out.append("\"\"") }
      // A String is UTF-8 throughout.
      _ = quote(start, start + bytes.count, &out)
    }
  }

  /// Writes a quoted string of bytes that may be anything.
  /// - Returns: where they stop being UTF-8; nil where they are UTF-8 throughout.
  @inline(__always)
  static func quote(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ out: inout ByteWriter
  ) -> UnsafePointer<UInt8>? {
    var cursor = start
    var pending = cursor
    out.append(UInt8(ascii: "\""))
    while true {
      cursor = TextScan.plainPrefix(cursor, end)
      if cursor == end { break }
      let byte = cursor.pointee
      if byte >= 0x80 {
        let length = TextScan.sequenceLength(cursor, end)
        guard length > 0 else { return cursor }
        cursor += length
      } else {
        out.append(pending, count: cursor - pending)
        escape(byte, &out)
        cursor += 1
        pending = cursor
      }
    }
    out.append(pending, count: cursor - pending)
    out.append(UInt8(ascii: "\""))
    return nil
  }

  /// A quoted string as text.
  static func quoted(_ text: String) -> String {
    var out = ByteWriter()
    quote(text, &out)
    return out.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @inline(never)
  private static func escape(_ byte: UInt8, _ out: inout ByteWriter) {
    switch byte {
    case 0x08: out.append("\\b")
    case 0x09: out.append("\\t")
    case 0x0A: out.append("\\n")
    case 0x0C: out.append("\\f")
    case 0x0D: out.append("\\r")
    case 0x22: out.append("\\\"")
    case 0x5C: out.append("\\\\")
    default:
      let digits: StaticString = "0123456789abcdef"
      out.append("\\u00")
      out.append(digits.utf8Start[Int(byte >> 4)])
      out.append(digits.utf8Start[Int(byte & 15)])
    }
  }
}
