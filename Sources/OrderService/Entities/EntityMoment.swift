/// A moment of the years 1 to 9999, to the microsecond. All arithmetic is on whole numbers: a Double is not exact
/// to the microsecond beyond the year 2255.
struct EntityMoment: Sendable, Equatable, Comparable {
  static let perSecond: Int64 = 1_000_000
  private static let perDay: Int64 = 86_400 * perSecond
  /// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
  static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Since 1970.
  let microseconds: Int64

  static func < (a: EntityMoment, b: EntityMoment) -> Bool { a.microseconds < b.microseconds }

  /// In UTC with six decimals, so that the order of the texts is that of the moments.
  var text: String {
    var day = microseconds / Self.perDay
    var rest = microseconds % Self.perDay
    if rest < 0 {
      day -= 1
      rest += Self.perDay
    }
    let (second, fraction) = (rest / Self.perSecond, rest % Self.perSecond)
    let date = Self.date(ofDay: day)
    return "\(Self.digits(date.year, 4))-\(Self.digits(date.month, 2))-\(Self.digits(date.day, 2))"
      + "T\(Self.digits(second / 3_600, 2)):\(Self.digits(second / 60 % 60, 2)):\(Self.digits(second % 60, 2))"
      + ".\(Self.digits(fraction, 6))Z"
  }

  /// The Gregorian date so many days after 1970-01-01. Years begin in March here, so that the leap day is their
  /// last, and come in eras of 400 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    // Not negative for any day since the year 1.
    let sinceMarch = day + 719_468
    let era = sinceMarch / 146_097
    let dayOfEra = sinceMarch % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  private static func digits(_ number: Int64, _ count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
