import Foundation
import Storage

/// Where a subscription's periods begin. Period n begins at the anchor plus n months, on the month's last day
/// where it has no such day: counted from the anchor each time, so that 31 January is followed by 28 February and
/// then by 31 March. Periods are half-open and in UTC; the moment at which one ends is the next one's first.
struct Anchor: Sendable, Equatable {
  var start: Timestamp
  /// 1 for months, 12 for years.
  var months: Int

  init(_ start: Timestamp, everyMonths months: Int = 1) {
    self.start = start
    self.months = max(1, months)
  }

  /// The period with a number; those before the anchor have negative ones.
  func period(_ number: Int) -> Interval { Interval(start: beginning(number), end: beginning(number + 1)) }

  /// The period that a moment lies in.
  func period(containing moment: Timestamp) -> Interval {
    var number = Self.monthNumber(moment) - Self.monthNumber(start)
    number = Int((Double(number) / Double(months)).rounded(.down))
    // The day within the month decides between two neighbours.
    while beginning(number) > moment { number -= 1 }
    while beginning(number + 1) <= moment { number += 1 }
    return period(number)
  }

  private func beginning(_ number: Int) -> Timestamp {
    let second = Int64((Double(start.microseconds) / 1_000_000).rounded(.down))
    let fraction = start.microseconds - second * 1_000_000
    let date = Date(timeIntervalSince1970: Double(second))
    guard let found = Self.calendar.date(byAdding: .month, value: number * months, to: date) else {
      preconditionFailure("The Gregorian calendar has a day \(number) months after every other.")
    }
    return Timestamp(microseconds: Timestamp(found).microseconds + fraction)
  }

  private static let calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  private static func monthNumber(_ moment: Timestamp) -> Int {
    let parts = calendar.dateComponents([.year, .month], from: moment.date)
    return (parts.year ?? 0) * 12 + (parts.month ?? 0)
  }
}
