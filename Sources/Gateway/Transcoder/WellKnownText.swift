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

/// RFC 3339 times from year 1 to 9999, to the nanosecond.
enum TimestampText {
  private static let secondsInDay: Int64 = 86_400
  /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z
  static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (seconds: Int64, nanos: Int32)? {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
      let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
      let second = reader.number(2), year >= 1, (1...12).contains(month), day >= 1,
      day <= daysInMonth(year, month), hour < 24, minute < 60, second < 60
    else { return nil }
    var nanos: Int32 = 0
    if reader.take(".") {
      guard let fraction = reader.fraction() else { return nil }
      nanos = fraction
    }
    var offset: Int64 = 0
    if !(reader.take("Z") || reader.take("z")) {
      let isWest = reader.take("-")
      guard isWest || reader.take("+"), let hours = reader.number(2), reader.take(":"), let minutes = reader.number(2),
        hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }
    guard reader.isAtEnd else { return nil }
    let seconds = days(year, month, day) * secondsInDay + hour * 3600 + minute * 60 + second - offset
    return range.contains(seconds) ? (seconds, nanos) : nil
  }

  /// Writes `2026-01-31T12:00:00.250Z` with 0, 3, 6 or 9 fraction digits, quotes included.
  ///
  /// - Returns: false outside of the years 1 to 9999.
  static func write(seconds: Int64, nanos: Int32, _ out: inout ByteWriter) -> Bool {
    guard range.contains(seconds), (0..<1_000_000_000).contains(nanos) else { return false }
    var day = seconds / secondsInDay
    var rest = seconds % secondsInDay
    if rest < 0 {
      rest += secondsInDay
      day -= 1
    }
    let date = civil(day)
    out.append(UInt8(ascii: "\""))
    out.append(decimal: UInt64(date.year), width: 4)
    out.append(UInt8(ascii: "-"))
    out.append(decimal: UInt64(date.month), width: 2)
    out.append(UInt8(ascii: "-"))
    out.append(decimal: UInt64(date.day), width: 2)
    out.append(UInt8(ascii: "T"))
    out.append(decimal: UInt64(rest / 3600), width: 2)
    out.append(UInt8(ascii: ":"))
    out.append(decimal: UInt64(rest / 60 % 60), width: 2)
    out.append(UInt8(ascii: ":"))
    out.append(decimal: UInt64(rest % 60), width: 2)
    DurationText.write(fraction: UInt64(nanos), &out)
    out.append("Z\"")
    return true
  }

  /// Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// `3.5s`: seconds with up to nine fraction digits, within ±10,000 years.
enum DurationText {
  static let limit: Int64 = 315_576_000_000

  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (seconds: Int64, nanos: Int32)? {
    var reader = DigitReader(text)
    let isNegative = reader.take("-")
    guard let seconds = reader.digits(), seconds <= limit else { return nil }
    var nanos: Int32 = 0
    if reader.take(".") {
      guard let fraction = reader.fraction() else { return nil }
      nanos = fraction
    }
    guard reader.take("s"), reader.isAtEnd, seconds < limit || nanos == 0 else { return nil }
    return isNegative ? (-seconds, -nanos) : (seconds, nanos)
  }

  /// - Returns: false for a value out of range or with two signs.
  static func write(seconds: Int64, nanos: Int32, _ out: inout ByteWriter) -> Bool {
    guard (-limit...limit).contains(seconds), nanos > -1_000_000_000, nanos < 1_000_000_000,
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

/// Reads digits and separators off a short text.
private struct DigitReader {
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
