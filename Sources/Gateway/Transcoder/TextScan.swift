/// Scanning of text, eight bytes at a time.
enum TextScan {
  /// The first byte that a JSON string can't hold as it is, or that is not ASCII: `"`, `\`, a control
  /// character, or 0x80 and above.
  @inline(__always)
  static func plainPrefix(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var cursor = start
    while end - cursor >= 8 {
      let word = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
      let special = specialBytes(word)
      if special != 0 { return cursor + special.trailingZeroBitCount / 8 }
      cursor += 8
    }
    while cursor < end {
      let byte = cursor.pointee
      if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
      cursor += 1
    }
    return cursor
  }

  /// A word whose lowest set bit lies in the first special byte.
  @inline(__always)
  private static func specialBytes(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let isQuote = (quote &- ones) & ~quote
    let isBackslash = (backslash &- ones) & ~backslash
    let isControl = (word &- ones &* 0x20) & ~word
    return (isQuote | isBackslash | isControl | word) & highs
  }

  /// The length of the well-formed UTF-8 sequence here (Unicode, table 3-7), or 0.
  @inline(__always)
  static func sequenceLength(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
    let available = end - start
    let first = start[0]
    switch first {
    case 0..<0x80: return 1
    case 0xC2...0xDF:
      return available >= 2 && start[1] & 0xC0 == 0x80 ? 2 : 0
    case 0xE0...0xEF:
      guard available >= 3, start[1] & 0xC0 == 0x80, start[2] & 0xC0 == 0x80 else { return 0 }
      if first == 0xE0 && start[1] < 0xA0 || first == 0xED && start[1] > 0x9F { return 0 }
      return 3
    case 0xF0...0xF4:
      guard available >= 4, start[1] & 0xC0 == 0x80, start[2] & 0xC0 == 0x80, start[3] & 0xC0 == 0x80 else { return 0 }
      if first == 0xF0 && start[1] < 0x90 || first == 0xF4 && start[1] > 0x8F { return 0 }
      return 4
    default: return 0
    }
  }
}
