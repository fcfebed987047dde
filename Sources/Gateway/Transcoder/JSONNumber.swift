/// A number token, exact as far as 64 bits of mantissa go: ±mantissa × 10^exponent.
struct JSONNumber {
  var mantissa: UInt64 = 0
  var exponent = 0
  var isNegative = false
  /// Digits other than zero didn't fit into the mantissa.
  var isTruncated = false
  /// Written without fraction and exponent.
  var isPlain = true
  /// The token itself.
  let base: UnsafePointer<UInt8>
  var count = 0
  /// A digit was dropped, so no later one may be taken.
  private var isFull = false

  init(base: UnsafePointer<UInt8>) { self.base = base }

  enum Integral: Equatable {
    case magnitude(UInt64)
    case fractional
    case tooLarge
  }

  /// The number times 10^`places`, when that is an integer.
  func integral(places: Int) -> Integral {
    if mantissa == 0 { return .magnitude(0) }
    var exponent = exponent + places
    if isTruncated { return exponent >= 0 ? .tooLarge : .fractional }
    var value = mantissa
    while exponent < 0 {
      let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 10)
      if remainder != 0 { return .fractional }
      value = quotient
      exponent += 1
    }
    while exponent > 0 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return .tooLarge }
      value = product
      exponent -= 1
    }
    return .magnitude(value)
  }

  /// Correctly rounded; infinite when out of range.
  var double: Double {
    if !isTruncated && mantissa <= 1 << 53 && exponent >= -22 && exponent <= 22 {
      // Both operands are exact, so one operation rounds once (Clinger's fast path).
      let value = exponent < 0 ? Double(mantissa) / Self.powers[-exponent] : Double(mantissa) * Self.powers[exponent]
      return isNegative ? -value : value
    }
    return Double(text) ?? .nan
  }

  var float: Float {
    if !isTruncated && mantissa <= 1 << 24 && exponent >= -10 && exponent <= 10 {
      let power = Float(Self.powers[abs(exponent)])
      let value = exponent < 0 ? Float(mantissa) / power : Float(mantissa) * power
      return isNegative ? -value : value
    }
    return Float(text) ?? .nan
  }

  private var text: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// Whether a plain integer and a double are the same number, digit by digit.
  func isExactly(_ value: Double) -> Bool {
    // The double as an integer in limbs of nine digits, the lowest first.
    var limbs: [UInt64] = []
    var rest = value.magnitude.significandBitPattern | 1 << 52
    while rest > 0 {
      limbs.append(rest % 1_000_000_000)
      rest /= 1_000_000_000
    }
    var doublings = Int(value.exponent) - 52
    while doublings > 0 {
      let step = min(doublings, 30)
      var carry: UInt64 = 0
      for index in limbs.indices {
        let product = limbs[index] << UInt64(step) + carry
        limbs[index] = product % 1_000_000_000
        carry = product / 1_000_000_000
      }
      while carry > 0 {
        limbs.append(carry % 1_000_000_000)
        carry /= 1_000_000_000
      }
      doublings -= step
    }
    let digits = limbs.reversed().map { limb in
      String(repeating: "0", count: 9 - String(limb).count) + String(limb)
    }
    return digits.joined().drop { $0 == "0" } == text.drop { $0 == "-" }
  }

  @inline(__always)
  mutating func take(_ digit: UInt8, isFraction: Bool) {
    if !isTruncated && mantissa < 1_844_674_407_370_955_161 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      if isFraction { exponent &-= 1 }
      return
    }
    takeBeyondRange(digit, isFraction: isFraction)
  }

  private mutating func takeBeyondRange(_ digit: UInt8, isFraction: Bool) {
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
    if !isFull && !overflow && !carry {
      mantissa = sum
      if isFraction { exponent -= 1 }
    } else {
      isFull = true
      if digit != 0 { isTruncated = true }
      if !isFraction { exponent += 1 }
    }
  }
}

extension JSONNumber {
  /// Scans the number at `start` by RFC 8259's grammar: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
  ///
  /// - Returns: nil, with the bad place in `failure`, for something else.
  @inline(__always)
  static func scan(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, failure: inout UnsafePointer<UInt8>
  ) -> JSONNumber? {
    var number = JSONNumber(base: start)
    var cursor = start
    if cursor < end && cursor.pointee == UInt8(ascii: "-") {
      number.isNegative = true
      cursor += 1
    }
    let integer = cursor
    while cursor < end, let digit = digit(cursor.pointee) {
      number.take(digit, isFraction: false)
      cursor += 1
    }
    guard cursor > integer, integer.pointee != UInt8(ascii: "0") || cursor == integer + 1 else {
      failure = integer
      return nil
    }
    if cursor < end, cursor.pointee == UInt8(ascii: ".") || cursor.pointee | 0x20 == UInt8(ascii: "e") {
      number.isPlain = false
      guard number.scanRest(&cursor, end) else {
        failure = cursor
        return nil
      }
    }
    number.count = cursor - start
    return number
  }

  @inline(never)
  private mutating func scanRest(_ cursor: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    if cursor.pointee == UInt8(ascii: ".") {
      cursor += 1
      let fraction = cursor
      while cursor < end, let digit = Self.digit(cursor.pointee) {
        take(digit, isFraction: true)
        cursor += 1
      }
      guard cursor > fraction else { return false }
    }
    guard cursor < end, cursor.pointee | 0x20 == UInt8(ascii: "e") else { return true }
    cursor += 1
    var isMinus = false
    if cursor < end, cursor.pointee == UInt8(ascii: "-") || cursor.pointee == UInt8(ascii: "+") {
      isMinus = cursor.pointee == UInt8(ascii: "-")
      cursor += 1
    }
    let digits = cursor
    var value = 0
    while cursor < end, let digit = Self.digit(cursor.pointee) {
      // Saturates far outside of any type's range.
      value = min(value * 10 + Int(digit), 1_000_000_000)
      cursor += 1
    }
    exponent += isMinus ? -value : value
    return cursor > digits
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt8? {
    let digit = byte &- UInt8(ascii: "0")
    return digit <= 9 ? digit : nil
  }
}

extension JSONToWire {
  /// Scans the number at the current position.
  @inline(__always)
  mutating func scanNumber() throws(JSONSyntaxError) -> JSONNumber {
    var failure = position
    guard let number = JSONNumber.scan(position, end, failure: &failure) else {
      throw syntaxError(failure == position ? .unexpectedCharacter : .badNumber, at: failure)
    }
    position += number.count
    return number
  }
}
