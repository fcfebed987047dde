/// Percent-decoding (RFC 3986, section 2.1) into checked UTF-8.
enum PercentDecoding {
  /// - Parameter keepingSlashes: leaves `%2F` as it is: the rule of `google/api/http.proto` for a
  ///   variable of several segments.
  /// - Parameter plusIsSpace: the rule of `application/x-www-form-urlencoded`.
  /// - Returns: nil for a bad escape or bytes that aren't UTF-8.
  static func string(
    _ bytes: some Collection<UInt8>, keepingSlashes: Bool, plusIsSpace: Bool = false
  ) -> String? {
    guard bytes.contains(where: { $0 == UInt8(ascii: "%") || plusIsSpace && $0 == UInt8(ascii: "+") }) else {
      return String(validating: bytes, as: UTF8.self)
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
      if byte == UInt8(ascii: "%") {
        guard let high = rest.next(), let low = rest.next(), let h = hexValue(high), let l = hexValue(low) else {
          return nil
        }
        let value = h << 4 | l
        if keepingSlashes && value == UInt8(ascii: "/") {
          decoded += [byte, high, low]
        } else {
          decoded.append(value)
        }
      } else {
        decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// The value of a hexadecimal digit.
  @inline(__always)
  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
    default: nil
    }
  }
}
