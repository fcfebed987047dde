import Foundation
import Storage

/// A period that usage is summed up over, in UTC.
enum CalendarPeriod: String, Sendable, CaseIterable {
  case day
  /// From Monday on (ISO 8601).
  case week
  case month
  /// From the day of the first usage to the end of today.
  case all

  private static let calendar = {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    return calendar
  }()

  /// The period that a moment lies in; `first` is the moment of the first usage, of which only ``all``
  /// asks.
  func interval(containing moment: Timestamp, first: Timestamp? = nil) -> Interval {
    switch self {
    case .day: Self.interval(.day, moment)
    case .week: Self.interval(.weekOfYear, moment)
    case .month: Self.interval(.month, moment)
    case .all:
      Interval(
        start: Self.interval(.day, first ?? moment).start,
        // The first usage may lie ahead of this replica's clock, where another one booked it.
        end: Self.interval(.day, max(first ?? moment, moment)).end)
    }
  }

  private static func interval(_ component: Calendar.Component, _ moment: Timestamp) -> Interval {
    // Whole seconds: a Date's fraction of a microsecond could round into the next period.
    let second = moment.microseconds.floored(to: 1_000_000)
    let date = Date(timeIntervalSince1970: Double(second / 1_000_000))
    guard let found = calendar.dateInterval(of: component, for: date) else {
      preconditionFailure("The ISO calendar has a \(component) for every moment.")
    }
    return Interval(start: Timestamp(found.start), end: Timestamp(found.end))
  }
}

extension Int64 {
  /// The largest multiple of `step` that is not greater.
  fileprivate func floored(to step: Int64) -> Int64 {
    let rest = self % step
    return self - (rest < 0 ? rest + step : rest)
  }
}
