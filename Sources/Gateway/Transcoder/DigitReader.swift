/// Reads digits and separators off a short text.
struct DigitReader {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { position == text.count }

  mutating func take(_ scalar: UnicodeScalar) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int64? {
    guard position < text.count else { return nil }
    let digit = text[position] &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    position += 1
    return Int64(digit)
  }

  /// Exactly `count` digits.
  mutating func number(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// One to fifteen digits.
  mutating func digits() -> Int64? {
    guard var value = digit() else { return nil }
    var count = 1
    while let digit = digit() {
      value = value * 10 + digit
      count += 1
      if count > 15 { return nil }
    }
    return value
  }

  /// One to nine digits as nanoseconds.
  mutating func fraction() -> Int32? {
    guard var value = digit() else { return nil }
    var count = 1
    while let digit = digit() {
      value = value * 10 + digit
      count += 1
      if count > 9 { return nil }
    }
    while count < 9 {
      value *= 10
      count += 1
    }
    return Int32(value)
  }
}
