/// The textual well-known types: Timestamp, Duration and FieldMask, as contents of their messages.
enum WellKnownText {
  /// - Returns: false for text that is none, with nothing useful written.
  static func append(_ text: KeyText, _ kind: FieldKind, _ style: NameStyle, _ out: inout ByteWriter) -> Bool {
    let bytes = UnsafeBufferPointer(start: text.base, count: text.count)
    switch kind {
    case .timestamp:
      guard let time = TimestampText.parse(bytes) else { return false }
      append(seconds: time.seconds, nanos: time.nanos, &out)
      return true
    case .duration:
      guard let span = DurationText.parse(bytes) else { return false }
      append(seconds: span.seconds, nanos: span.nanos, &out)
      return true
    case .fieldMask: return appendMask(bytes, style, &out)
    default: return false
    }
  }

  private static func append(seconds: Int64, nanos: Int32, _ out: inout ByteWriter) {
    if seconds != 0 {
      out.append(0x08)
      out.append(varint: UInt64(bitPattern: seconds))
    }
    if nanos != 0 {
      out.append(0x10)
      out.append(varint: UInt64(bitPattern: Int64(nanos)))
    }
  }

  /// `FieldMask { repeated string paths = 1; }`: comma-separated, in the surface's naming style.
  private static func appendMask(
    _ text: UnsafeBufferPointer<UInt8>, _ style: NameStyle, _ out: inout ByteWriter
  ) -> Bool {
    if text.isEmpty { return true }
    for path in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard !path.isEmpty, path.allSatisfy(isPathByte) else { return false }
      out.append(0x0A)
      let start = out.beginLengthDelimited()
      for byte in path {
        let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
        if style == .camel && byte == UInt8(ascii: "_") { return false }
        if style == .camel && isUpper {
          out.append(UInt8(ascii: "_"))
          out.append(byte | 0x20)
        } else {
          out.append(byte)
        }
      }
      out.endLengthDelimited(start)
    }
    return true
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
