import Contracts
import Runtime
import TestSupport
import Testing

@testable import OrderService

@Suite("Moments of entity records")
struct EntityMomentTests {
  /// In their order.
  static let moments = [
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000001Z", "1582-10-15T00:00:00Z", "1683-12-31T23:59:59.999999Z",
    "1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "2000-02-29T12:00:00Z", "2300-01-01T00:00:00.999999Z",
    "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999Z",
  ]

  @Test("are stored, found and sorted exactly from the year 1 to 9999", arguments: Engine.available)
  func extremes(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(
        #"{"day": {"type": "datetime", "min": "\#(Self.moments[0])", "max": "\#(Self.moments.last ?? "")"}}"#)
      var ids: [String] = []
      for moment in Self.moments.reversed() {
        let record = try await calls.create(#"{"day": "\#(moment)"}"#, in: schema.id)
        #expect(record.data.fields["day"]?.stringValue == moment)
        ids.insert(record.id, at: 0)
      }
      let sorted = try await calls.search("{}", in: schema.id, orderBy: "day", orderDir: "asc")
      #expect(sorted.items.map(\.id) == ids)
      for (index, moment) in Self.moments.enumerated() {
        #expect(try await calls.search(#"{"day": "\#(moment)"}"#).items.map(\.id) == [ids[index]], "\(moment)")
        let later = try await calls.search(#"{"day": {"operator": "gt", "value": "\#(moment)"}}"#)
        #expect(later.total == Int64(ids.count - index - 1), "\(moment)")
      }
      for moment in ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2026-01-01T00:00:00\\\\u005a"] {
        let error = try await refusal { _ = try await calls.create(#"{"day": "\#(moment)"}"#, in: schema.id) }
        #expect(error.violations.map(\.field) == ["data.day"], "\(moment)")
      }
    }
  }

  @Test("a bound is exact to the microsecond", arguments: Engine.available)
  func bounds(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let schema = try await calls.createSchema(
        #"{"day": {"type": "datetime", "max": "9999-12-31T23:59:59.999998Z"}}"#)
      _ = try await calls.create(#"{"day": "9999-12-31T23:59:59.999998Z"}"#, in: schema.id)
      let error = try await refusal {
        _ = try await calls.create(#"{"day": "9999-12-31T23:59:59.999999Z"}"#, in: schema.id)
      }
      #expect(error.violations.map(\.message) == ["should be at most 9999-12-31T23:59:59.999998Z"])
    }
  }

  @Test("every day of every fifth year is written as it was read")
  func calendar() {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    for year in stride(from: 1, through: 9_999, by: 5) {
      let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
      for (index, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for day in [1, 15, days] {
          let zeros = String(repeating: "0", count: 4 - String(year).count)
          let text = "\(zeros)\(year)-\(two(index + 1))-\(two(day))T23:59:59.000001Z"
          if EntityMoment(text)?.text != text { Issue.record("\(text): \(EntityMoment(text)?.text ?? "nil")") }
        }
      }
    }
  }
}
