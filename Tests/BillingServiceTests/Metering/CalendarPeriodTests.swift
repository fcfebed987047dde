import Foundation
import Storage
import Testing

@testable import BillingService

@Suite("Calendar periods")
struct CalendarPeriodTests {
  @Test(
    "begin and end in UTC, weeks on Monday",
    arguments: [
      (CalendarPeriod.day, "2026-03-02T12:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"),
      (.day, "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"),
      (.day, "2026-03-02T23:59:59Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"),
      (.week, "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"),
      (.week, "2026-03-01T23:59:59Z", "2026-02-23T00:00:00Z", "2026-03-02T00:00:00Z"),
      (.week, "2027-01-01T12:00:00Z", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"),
      (.month, "2026-03-31T23:59:59Z", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"),
      (.month, "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
      (.month, "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ])
  func intervals(period: CalendarPeriod, moment: String, start: String, end: String) throws {
    let interval = period.interval(containing: try time(moment))
    #expect(interval == Interval(start: try time(start), end: try time(end)))
  }

  @Test("the last microsecond of a month is still in it")
  func lastMicrosecond() throws {
    let april = try time("2026-04-01T00:00:00Z")
    let last = Timestamp(microseconds: april.microseconds - 1)
    #expect(CalendarPeriod.month.interval(containing: last).end == april)
    #expect(CalendarPeriod.month.interval(containing: april).start == april)
  }

  @Test("all goes from the day of the first usage to the end of today")
  func all() throws {
    let interval = CalendarPeriod.all.interval(
      containing: try time("2026-03-02T12:00:00Z"), first: try time("2025-11-05T08:30:00Z"))
    #expect(interval == Interval(start: try time("2025-11-05T00:00:00Z"), end: try time("2026-03-03T00:00:00Z")))
  }

  private func time(_ text: String) throws -> Timestamp {
    Timestamp(try Date(text, strategy: .iso8601))
  }
}
