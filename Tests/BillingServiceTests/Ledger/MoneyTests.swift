import Foundation
import Storage
import Testing

@testable import BillingService

@Suite("Money and periods")
struct MoneyTests {
  @Test(
    "a currency has the digits that the payment provider says, whatever the system says",
    arguments: [("jpy", 0), ("krw", 0), ("kwd", 3), ("tnd", 3), ("huf", 2), ("brl", 2), ("usd", 2), ("isk", 2)])
  func exponents(code: String, exponent: Int) throws {
    let currency = try #require(Currency(code))
    #expect(currency.exponent == exponent)
  }

  @Test(
    "amounts are shown with their currency's digits",
    arguments: [
      ("jpy", 500, "500"), ("huf", 150_000, "1500.00"), ("brl", 5, "0.05"), ("brl", -5, "-0.05"),
      ("kwd", 1230, "1.230"),
    ] as [(String, Int64, String)])
  func texts(code: String, amount: Int64, text: String) throws {
    #expect(try #require(Currency(code)).text(amount) == text)
  }

  @Test("forints are charged whole", arguments: [("huf", 100), ("kwd", 10), ("usd", 1)] as [(String, Int64)])
  func steps(code: String, step: Int64) throws {
    #expect(try #require(Currency(code)).step == step)
  }

  @Test("what is not three letters is not a currency", arguments: ["", "us", "usdt", "u$d", "ÜSD"])
  func notACurrency(code: String) {
    #expect(Currency(code) == nil)
  }

  @Test("lines are added up exactly and rounded once, half up, and the rest is carried")
  func rounding() throws {
    // Three lines of 0.4 are 1.2, not three zeros.
    let thirds = try #require(Charge([(4, 100_000), (4, 100_000), (4, 100_000)]))
    #expect(thirds == Charge([(12, 100_000)]))
    #expect(thirds.amount == 1)
    #expect(thirds.remainder == 200_000)
    #expect(Charge([(1, 500_000)])?.amount == 1)
    #expect(Charge([(1, 499_999)])?.amount == 0)
    // Ten charges of 0.35 with what each leaves are 3.5, which is charged as 4 in all.
    var (sum, carried): (Int64, Int64) = (0, 0)
    for _ in 0..<10 {
      let charge = try #require(Charge([(1, 350_000)], carried: carried))
      sum += charge.amount
      carried = charge.remainder
    }
    #expect(sum * 1_000_000 + carried == 3_500_000)
    #expect(Charge([(.max, 2)]) == nil)
  }

  @Test(
    "periods are counted from the anchor, on the month's last day where it has no such day",
    arguments: [
      ("2026-01-31T10:00:00Z", 1, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
      ("2028-01-30T00:00:00Z", 1, ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30", "2028-05-30"]),
      ("2024-02-29T00:00:00Z", 12, ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
    ] as [(String, Int, [String])])
  func anchored(start: String, months: Int, days: [String]) throws {
    let anchor = Anchor(try time(start), everyMonths: months)
    for (number, day) in days.enumerated() {
      let beginning = try time(day + start.dropFirst(10))
      #expect(anchor.period(number).start == beginning)
    }
  }

  @Test(
    "a moment lies in one period, and the end of one is the beginning of the next",
    arguments: ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-02-28T10:00:00Z", "2031-12-31T23:59:59Z"])
  func halfOpen(moment: String) throws {
    let anchor = Anchor(try time("2026-01-31T10:00:00Z"))
    let now = try time(moment)
    let period = anchor.period(containing: now)
    #expect(period.start <= now && now < period.end)
    #expect(anchor.period(containing: period.end).start == period.end)
    #expect(anchor.period(containing: Timestamp(microseconds: period.end.microseconds - 1)) == period)
    let february = try time("2026-02-28T10:00:00Z")
    #expect(anchor.period(containing: february).start == february)
  }

  private func time(_ text: String) throws -> Timestamp { Timestamp(try Date(text, strategy: .iso8601)) }
}
