import Foundation
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("The subscription's state machine")
struct SubscriptionTransitionsTests {
  @Test("final is what no step leads out of")
  func finals() {
    #expect(SubscriptionStatus.allCases.filter(\.isFinal) == [.incompleteExpired, .canceled])
  }

  @Test("every status can be reached, and nothing comes back to the first payment")
  func reachable() {
    for status in SubscriptionStatus.allCases {
      #expect(SubscriptionTransitions.canBeSeen(status, after: .incomplete))
      #expect(SubscriptionTransitions.canBeSeen(.incomplete, after: status) == (status == .incomplete))
    }
  }

  @Test("nothing follows the end")
  func nothingFollows() {
    for status in SubscriptionStatus.allCases where status != .canceled {
      #expect(!SubscriptionTransitions.canBeSeen(status, after: .canceled))
    }
  }

  @Test("a plan is given while it is paid for or tried, and for a week after a renewal that failed")
  func access() {
    let start = Timestamp(second: 1_772_452_800)
    var subscription = Subscription.free(
      id: "s", Subject(.organization, "o"), .init(planSlug: "p", cycle: .month), userID: nil, at: start)
    subscription.stripe = .init(customerID: "cus_1", subscriptionID: "sub_1")
    func gives(_ status: SubscriptionStatus, after days: Int64) -> Bool {
      subscription.status = status
      return subscription.givesPlan(at: start.adding(.seconds(86_400 * days)))
    }
    #expect(SubscriptionStatus.allCases.filter { gives($0, after: 1) } == [.trialing, .active, .pastDue])
    #expect(gives(.pastDue, after: 6))
    #expect(!gives(.pastDue, after: 7))
  }

  @Test("genlobe's spellings are six")
  func spelling() {
    let spellings = Set(SubscriptionStatus.allCases.map(\.genlobeSpelling))
    #expect(spellings == ["active", "cancelled", "past_due", "incomplete", "trialing", "unpaid"])
  }

  @Test("a dearer plan and a longer cycle count at once, a cheaper one and a shorter one later")
  func timing() {
    func timing(_ old: (PriceInterval, Int64), _ new: (PriceInterval, Int64)) -> SubscriptionChange.Timing {
      .init(
        from: PlanPrice(currency: .usd, interval: old.0, amount: old.1),
        to: PlanPrice(currency: .usd, interval: new.0, amount: new.1))
    }
    #expect(timing((.month, 1000), (.month, 3000)) == .now)
    #expect(timing((.month, 3000), (.month, 1000)) == .nextPeriod)
    #expect(timing((.month, 3000), (.year, 1000)) == .now)
    #expect(timing((.year, 1000), (.month, 9000)) == .nextPeriod)
  }

  @Test("months are counted from the day it began, not from the month before")
  func months() throws {
    var subscription = Subscription.free(
      id: "s", Subject(.organization, "o"), .init(planSlug: "p", cycle: .month), userID: nil,
      at: try moment("2027-01-31"))
    subscription.stripe = .init(customerID: "cus_1", subscriptionID: "sub_1")
    for (day, start, end) in [
      ("2027-02-01", "2027-01-31", "2027-02-28"), ("2027-02-28", "2027-02-28", "2027-03-31"),
      ("2027-03-31", "2027-03-31", "2027-04-30"), ("2028-02-29", "2028-02-29", "2028-03-31"),
    ] {
      let month = subscription.month(containing: try moment(day))
      #expect(month == Interval(start: try moment(start), end: try moment(end)))
    }
  }

  private func moment(_ day: String) throws -> Timestamp {
    Timestamp(try Date(day + "T00:00:00Z", strategy: .iso8601))
  }
}
