/// `3.5s`: seconds with up to nine fraction digits, within ±10,000 years.
enum DurationText {
  static let maximumSeconds: Int64 = 315_576_000_000

  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (seconds: Int64, nanos: Int32)? {
    var reader = DigitReader(text)
    let isNegative = reader.take("-")
    guard let seconds = reader.digits(), seconds <= maximumSeconds else { return nil }
    var nanos: Int32 = 0
    if reader.take(".") {
      guard let fraction = reader.fraction() else { return nil }
      nanos = fraction
    }
    guard reader.take("s"), reader.isAtEnd, seconds < maximumSeconds || nanos == 0 else { return nil }
    return isNegative ? (-seconds, -nanos) : (seconds, nanos)
  }

  /// - Returns: false for a value out of range or with two signs.
  static func write(seconds: Int64, nanos: Int32, _ out: inout ByteWriter) -> Bool {
    guard (-maximumSeconds...maximumSeconds).contains(seconds), nanos > -1_000_000_000, nanos < 1_000_000_000,
      !(seconds > 0 && nanos < 0), !(seconds < 0 && nanos > 0)
    else { return false }
    out.append(UInt8(ascii: "\""))
    if seconds < 0 || nanos < 0 { out.append(UInt8(ascii: "-")) }
    out.append(decimal: seconds.magnitude)
    write(fraction: UInt64(nanos.magnitude), &out)
    out.append("s\"")
    return true
  }

  /// Nanoseconds as 0, 3, 6 or 9 digits after a point.
  static func write(fraction nanos: UInt64, _ out: inout ByteWriter) {
    if nanos == 0 { return }
    out.append(UInt8(ascii: "."))
    if nanos % 1_000_000 == 0 {
      out.append(decimal: nanos / 1_000_000, width: 3)
    } else if nanos % 1000 == 0 {
      out.append(decimal: nanos / 1000, width: 6)
    } else {
      out.append(decimal: nanos, width: 9)
    }
  }
}
