import Foundation
import Runtime
import Testing

@testable import BillingService

@Suite("The order of an object's events")
struct StripeEventChainTests {
  /// create, activate, cancel at the end, resume, change the price, delete; `seconds` says when each was.
  private static func life(_ seconds: [Int64]) throws -> [StripeEvent] {
    let forms: [JSONValue] = [
      form("incomplete"), form("active"), form("active", cancels: true), form("active"),
      form("active", price: "price_2"), form("canceled", price: "price_2"),
    ]
    return try seconds.enumerated().map { index, second in
      let type = index == 0 ? "created" : index == 5 ? "deleted" : "updated"
      var data: [String: JSONValue] = ["object": forms[index]]
      if (1...4).contains(index) { data["previous_attributes"] = difference(forms[index - 1], forms[index]) }
      let event: JSONValue = [
        // In no order that tells anything.
        "id": .string("evt_\((index * 5 + 3) % 7)"), "type": .string("customer.subscription.\(type)"),
        "created": .int(second), "livemode": false, "data": .object(data),
      ]
      return try StripeEvent(json: Data(event.text.utf8))
    }
  }

  private static func form(_ status: String, cancels: Bool = false, price: String = "price_1") -> JSONValue {
    [
      "id": "sub_1", "status": .string(status), "cancel_at_period_end": .bool(cancels),
      "canceled_at": cancels ? 10 : .null, "items": ["data": [["price": ["id": .string(price)]]]],
    ]
  }

  private static func difference(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
    guard let before = old.object, let after = new.object else { return old }
    var changed: [String: JSONValue] = [:]
    for (name, value) in before where after[name] != value {
      changed[name] = after[name].map { difference(value, $0) } ?? value
    }
    return .object(changed)
  }

  private static func permutations<T>(_ values: [T]) -> [[T]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var rest = values
      let first = rest.remove(at: index)
      return permutations(rest).map { [first] + $0 }
    }
  }

  @Test(
    "every order with every event twice ends as it was",
    arguments: [5, 6],
    [[1, 1, 1, 1, 1, 1], [1, 1, 2, 2, 2, 2], [1, 2, 2, 2, 3, 3], [1, 2, 3, 4, 5, 6]] as [[Int64]])
  func everyOrder(length: Int, seconds: [Int64]) throws {
    let events = Array(try Self.life(seconds).prefix(length))
    for order in Self.permutations(events) {
      let state = StripeEventChain.state(after: order + order.reversed())
      #expect(state?.object == events[length - 1].data.object)
      #expect(state?.isDirty == false)
      #expect(state?.isDeleted == (length == 6))
    }
  }

  @Test(
    "with any event missing the end is right, or said to be in doubt", arguments: 0..<5,
    [[1, 1, 1, 1, 1], [1, 1, 2, 2, 2], [1, 2, 2, 2, 3], [1, 2, 3, 4, 5]] as [[Int64]])
  func gaps(missing: Int, seconds: [Int64]) throws {
    let life = Array(try Self.life(seconds + [9]).prefix(5))
    var events = life
    events.remove(at: missing)
    // Nobody can know of a last event that never came.
    let end = events[3].data.object
    var ends: Set<String> = []
    for order in Self.permutations(events) {
      let state = try #require(StripeEventChain.state(after: order + order))
      if !state.isDirty { #expect(state.object == end) }
      ends.insert("\(state.object?.text ?? "") \(state.isDirty)")
    }
    #expect(ends.count == 1)
  }

  @Test("what was deleted stays deleted, whatever else comes")
  func deleted() throws {
    let events = try Self.life([1, 1, 1, 1, 1, 1])
    for missing in 0..<5 {
      var some = events
      some.remove(at: missing)
      for order in Self.permutations(some) {
        let state = StripeEventChain.state(after: order)
        #expect(state?.isDeleted == true)
        #expect(state?.object == events[5].data.object)
      }
    }
  }

  @Test("a change that goes to and fro many times in a second is decided at once")
  func toAndFro() throws {
    var events = Array(try Self.life([1, 1, 2, 2, 3, 4]).prefix(4))
    for round in 0..<4 {
      for index in [2, 3] {
        var event = events[index]
        event.id = "evt_more_\(round)_\(index)"
        events.append(event)
      }
    }
    let state = StripeEventChain.state(after: events)
    #expect(state?.object == events[3].data.object)
    // One more of them than the other way cannot be, twice as many even less.
    events.removeAll { $0.id.hasSuffix("_3") }
    let doubted = StripeEventChain.state(after: events)
    #expect(doubted?.isDirty == true)
  }
}
