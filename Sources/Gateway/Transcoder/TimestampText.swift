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
