/// base64 (RFC 4648): reads both alphabets, padded or not; writes the standard one, padded.
enum Base64 {
  /// - Returns: false for text that is not Base64; then some bytes may have been written.
  static func decode(_ base: UnsafePointer<UInt8>, _ count: Int, into out: inout ByteWriter) -> Bool {
    var count = count
    if count > 0 && count % 4 == 0 {
      if base[count - 1] == UInt8(ascii: "=") { count -= 1 }
      if count % 4 == 3 && base[count - 1] == UInt8(ascii: "=") { count -= 1 }
    }
    guard count % 4 != 1 else { return false }
    out.reserve(count / 4 * 3 + 3)
    var buffer: UInt32 = 0
    var bits = 0
    for index in 0..<count {
      let value = table[Int(base[index])]
      if value == 0xFF { return false }
      buffer = buffer << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    return true
  }

  static func encode(_ base: UnsafePointer<UInt8>, _ count: Int, into out: inout ByteWriter) {
    out.reserve((count + 2) / 3 * 4)
    let alphabet = alphabet.utf8Start
    var index = 0
    while index + 3 <= count {
      let group = UInt32(base[index]) << 16 | UInt32(base[index + 1]) << 8 | UInt32(base[index + 2])
      let word =
        UInt32(alphabet[Int(group >> 18)]) | UInt32(alphabet[Int(group >> 12 & 63)]) << 8
        | UInt32(alphabet[Int(group >> 6 & 63)]) << 16 | UInt32(alphabet[Int(group & 63)]) << 24
      out.append(word: UInt64(word), length: 4)
      index += 3
    }
    let rest = count - index
    guard rest > 0 else { return }
    let group = UInt32(base[index]) << 16 | (rest > 1 ? UInt32(base[index + 1]) << 8 : 0)
    out.append(alphabet[Int(group >> 18)])
    out.append(alphabet[Int(group >> 12 & 63)])
    out.append(rest > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
    out.append(UInt8(ascii: "="))
  }

  private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  private static let table: [UInt8] = {
    var table = [UInt8](repeating: 0xFF, count: 256)
    for index in 0..<64 { table[Int(alphabet.utf8Start[index])] = UInt8(index) }
    table[Int(UInt8(ascii: "-"))] = 62
    table[Int(UInt8(ascii: "_"))] = 63
    return table
  }()
}
