import Foundation

/// A moment in microseconds since 1970-01-01T00:00:00Z, as every table stores it.
///
/// Moments that a caller can name are those of RFC 3339 (``earliest`` to ``latest``); arithmetic stops at the
/// ends of the numbers instead of trapping.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// 0001-01-01T00:00:00Z.
  public static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
  /// 9999-12-31T23:59:59.999999Z.
  public static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  public var microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// To the microsecond; a date before ``earliest`` or after ``latest`` becomes that one.
  public init(_ date: Date) {
    let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
    switch microseconds {
    case ..<Double(Self.earliest.microseconds): self = .earliest
    case ..<Double(Self.latest.microseconds): self.microseconds = Int64(microseconds)
    // A date that is not a number is not a moment at all, and later than any.
    default: self = .latest
    }
  }

  public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  /// This moment moved by a duration.
  public func adding(_ duration: Duration) -> Timestamp {
    let length = Self.microseconds(duration)
    let (sum, isOutside) = microseconds.addingReportingOverflow(length)
    return Timestamp(microseconds: isOutside ? (length < 0 ? .min : .max) : sum)
  }

  /// The moment that was a duration before this one.
  public func subtracting(_ duration: Duration) -> Timestamp {
    let length = Self.microseconds(duration)
    let (difference, isOutside) = microseconds.subtractingReportingOverflow(length)
    return Timestamp(microseconds: isOutside ? (length < 0 ? .max : .min) : difference)
  }

  /// A duration's whole microseconds; one that is too long has as many as there are.
  private static func microseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000)
    // Both parts have one sign, and the smaller one is less than a second.
    let (length, isStillTooLong) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    return isTooLong || isStillTooLong ? (seconds < 0 ? .min : .max) : length
  }
}
