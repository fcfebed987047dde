/// A string literal's bytes between its quotes: checked UTF-8, escapes not yet looked at.
struct StringToken {
  let base: UnsafePointer<UInt8>
  let count: Int
  let hasEscapes: Bool
}

extension JSONToWire {
  /// Reads a member's name and its colon; sets the innermost path element.
  @inline(__always)
  mutating func memberName() throws(JSONSyntaxError) -> KeyText {
    guard peek() == UInt8(ascii: "\"") else { throw syntaxError(.unexpectedCharacter) }
    let name = try text(of: try scanString())
    path[depth &- 1] = PathElement(name: name.base, value: name.count)
    try expect(":")
    return name
  }

  @inline(__always)
  mutating func text(of token: StringToken) throws(JSONSyntaxError) -> KeyText {
    if !token.hasEscapes { return KeyText(base: token.base, count: token.count) }
    return keep(decoded: try decoded(token))
  }

  /// Scans the string literal at the current position.
  @inline(__always)
  mutating func scanString() throws(JSONSyntaxError) -> StringToken {
    let first = position + 1
    let stop = TextScan.plainPrefix(first, end)
    if stop < end && stop.pointee == UInt8(ascii: "\"") {
      position = stop + 1
      return StringToken(base: first, count: stop - first, hasEscapes: false)
    }
    return try scanUnusualString(first, from: stop)
  }

  @inline(never)
  private mutating func scanUnusualString(
    _ first: UnsafePointer<UInt8>, from: UnsafePointer<UInt8>
  ) throws(JSONSyntaxError) -> StringToken {
    var cursor = from
    var hasEscapes = false
    while true {
      guard cursor < end else { throw syntaxError(.unexpectedEnd, at: end) }
      let byte = cursor.pointee
      if byte == UInt8(ascii: "\"") {
        position = cursor + 1
        return StringToken(base: first, count: cursor - first, hasEscapes: hasEscapes)
      } else if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        cursor += 2
      } else if byte < 0x20 {
        throw syntaxError(.controlCharacter, at: cursor)
      } else if byte < 0x80 {
        cursor = TextScan.plainPrefix(cursor, end)
      } else {
        let length = TextScan.sequenceLength(cursor, end)
        guard length > 0 else { throw syntaxError(.badUTF8, at: cursor) }
        cursor += length
      }
    }
  }

  /// The text of a token with escapes.
  func decoded(_ token: StringToken) throws(JSONSyntaxError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(token.count)
    var cursor = token.base
    let stop = token.base + token.count
    while cursor < stop {
      guard cursor.pointee == UInt8(ascii: "\\") else {
        result.append(cursor.pointee)
        cursor += 1
        continue
      }
      let scalar = try unescape(&cursor, stop)
      result.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
    }
    return result
  }

  /// Reads one escape, or the two of a surrogate pair.
  private func unescape(
    _ cursor: inout UnsafePointer<UInt8>, _ stop: UnsafePointer<UInt8>
  ) throws(JSONSyntaxError) -> Unicode.Scalar {
    guard stop - cursor >= 2 else { throw syntaxError(.badEscape, at: cursor) }
    let letter = cursor[1]
    if letter != UInt8(ascii: "u") {
      guard let plain = Self.escape(letter) else { throw syntaxError(.badEscape, at: cursor) }
      cursor += 2
      return Unicode.Scalar(plain)
    }
    let first = try codeUnit(&cursor, stop)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, stop - cursor >= 2, cursor[0] == UInt8(ascii: "\\"), cursor[1] == UInt8(ascii: "u") else {
      throw syntaxError(.loneSurrogate, at: cursor - 6)
    }
    let second = try codeUnit(&cursor, stop)
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else { throw syntaxError(.loneSurrogate, at: cursor - 6) }
    return scalar
  }

  private func codeUnit(
    _ cursor: inout UnsafePointer<UInt8>, _ stop: UnsafePointer<UInt8>
  ) throws(JSONSyntaxError) -> UInt16 {
    guard stop - cursor >= 6 else { throw syntaxError(.badEscape, at: cursor) }
    var value: UInt16 = 0
    for index in 2..<6 {
      guard let digit = PercentDecoding.hexValue(cursor[index]) else { throw syntaxError(.badEscape, at: cursor) }
      value = value << 4 | UInt16(digit)
    }
    cursor += 6
    return value
  }

  private static func escape(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// Writes a token as a length-delimited text.
  @inline(__always)
  mutating func append(lengthDelimited token: StringToken) throws(JSONSyntaxError) {
    if token.hasEscapes {
      let bytes = try decoded(token)
      out.append(varint: UInt64(bytes.count))
      bytes.withUnsafeBufferPointer { if let base = $0.baseAddress { out.append(base, count: $0.count) } }
    } else {
      out.append(varint: UInt64(token.count))
      out.append(token.base, count: token.count)
    }
  }
}
