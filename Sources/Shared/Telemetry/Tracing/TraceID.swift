/// The 16 bytes that all spans of one trace share.
public struct TraceID: Hashable, Sendable, CustomStringConvertible {
  public let high: UInt64
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A new id, random in all its bits (W3C Trace Context level 2, the random flag).
  static func random() -> TraceID {
    var generator = SystemRandomNumberGenerator()
    return TraceID(high: generator.next(), low: max(1, generator.next()))
  }

  /// All zeros: no id at all.
  var isValid: Bool { high | low != 0 }

  /// 32 lower-case hexadecimal digits.
  public var description: String { Hexadecimal.text([high, low]) }
}

/// The 8 bytes of one span.
public struct SpanID: Hashable, Sendable, CustomStringConvertible {
  public let value: UInt64

  public init(_ value: UInt64) { self.value = value }

  /// A new random id.
  static func random() -> SpanID {
    SpanID(UInt64.random(in: 1 ... .max))
  }

  /// All zeros: no id at all.
  var isValid: Bool { value != 0 }

  /// 16 lower-case hexadecimal digits.
  public var description: String { Hexadecimal.text([value]) }
}

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
