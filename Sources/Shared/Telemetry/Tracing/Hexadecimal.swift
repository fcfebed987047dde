/// Lower-case hexadecimal digits, the only ones that W3C Trace Context allows.
enum Hexadecimal {
  static func text(_ words: [UInt64]) -> String {
    String(unsafeUninitializedCapacity: words.count * 16) { buffer in
      for (index, word) in words.enumerated() {
        put(word, 16, at: index * 16, in: buffer)
      }
      return words.count * 16
    }
  }

  static func put(_ word: UInt64, _ digits: Int, at position: Int, in buffer: UnsafeMutableBufferPointer<UInt8>) {
    for digit in 0..<digits {
      let nibble = UInt8(truncatingIfNeeded: word >> UInt64((digits - 1 - digit) * 4)) & 0xF
      buffer[position + digit] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
  }

  /// The number that at most 16 digits spell, nil for anything but `0-9a-f`.
  static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    return value
  }
}
