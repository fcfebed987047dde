import Contracts
import Foundation
import Runtime
import SwiftProtobuf
import Testing

@testable import Gateway

/// Shapes that a documented API has and protobuf's JSON would not give.
@Suite("Bodies of the documented APIs")
struct DocumentedShapesTests {
  private let routes: RouteTable

  init() throws {
    routes = try RouteTable(
      contract: GatewayContract(), channels: ServiceChannels(inProcess: InProcessServices()))
  }

  @Test("pinqo's portal takes `customerId`, and chat-saas' no body")
  func portal() throws {
    let portal = try #require(routes.route(method: "POST", path: "/api/billing/portal"))
    let named = try portal.request.encode(body: Array(#"{"customerId":"cus_1"}"#.utf8), variables: [])
    #expect(named == [0x0A, 5] + Array("cus_1".utf8))
    #expect(try portal.request.encode(body: [], variables: []) == [])
  }

  @Test("an organization without a subscription has the answer null")
  func noSubscription() throws {
    let route = try #require(routes.route(method: "GET", path: "/v1/organizations/o/subscription"))
    let body = try route.response.json(wire: [])
    #expect(String(decoding: body, as: UTF8.self) == "null")
  }

  @Test("a list that is the whole answer is an array", arguments: ["/v1/plans/active", "/v1/subscriptions/plans"])
  func bareArray(path: String) throws {
    let route = try #require(routes.route(method: "GET", path: path))
    let body = try route.response.json(wire: [])
    #expect(String(decoding: body, as: UTF8.self) == "[]")
  }

  @Test("a credit transaction keeps the underscores of its documented names")
  func underscores() throws {
    let route = try #require(routes.route(method: "GET", path: "/api/billing/credit-history"))
    let transaction: [UInt8] = [0x1A, 5] + Array("usage".utf8)
    let body = String(
      decoding: try route.response.json(wire: [0x0A, UInt8(transaction.count)] + transaction), as: UTF8.self)
    #expect(body.contains(#""transaction_type":"usage""#))
  }

  @Test("the present usage is the documented example")
  func currentUsage() throws {
    let usage = BillingV1.CurrentUsage.with {
      $0.periodStart.seconds = 1_704_067_200
      $0.periodEnd.seconds = 1_706_745_600
      $0.planName = "Pro Plan"
      $0.planID = "550e8400-e29b-41d4-a716-446655440000"
      $0.usage.messages.current = 450
      $0.usage.messages.max.numberValue = 1000
      $0.usage.messages.remaining.numberValue = 550
      $0.usage.messages.percentage = 4500
      $0.usage.costUsd.current = 23_500_000
      $0.usage.costUsd.max.numberValue = 100
      $0.usage.costUsd.remaining.numberValue = 76.5
      $0.usage.costUsd.percentage = 2350
      $0.usage.tokens.total = 125_000
      $0.usage.tokens.input = 75_000
      $0.usage.tokens.output = 50_000
    }
    #expect(
      try json("GET", "/v1/api/usage/current", usage)
        == parsed(
          """
          {"period_start": "2024-01-01T00:00:00Z", "period_end": "2024-02-01T00:00:00Z", "plan_name": "Pro Plan",
           "plan_id": "550e8400-e29b-41d4-a716-446655440000", "usage": {
             "messages": {"current": 450, "max": 1000, "remaining": 550, "percentage": 45.0},
             "cost_usd": {"current": 23.50, "max": 100.0, "remaining": 76.50, "percentage": 23.5},
             "tokens": {"total": 125000, "input": 75000, "output": 50000}}, "error": null}
          """))
  }

  @Test("what has no limit is unlimited in words, and a refused consumption has `detail`")
  func consumed() throws {
    let allowed = BillingV1.ConsumeUsageResponse.with {
      $0.success = true
      $0.allowed = true
      $0.consumed = 5
      $0.usageType = "messages"
      $0.limits.messages.max.stringValue = "unlimited"
    }
    let body = try json("POST", "/v1/usage/consume", allowed)
    #expect(body["detail"] == nil)
    #expect(body["error"] is NSNull)
    let messages = (body["limits"] as? [String: Any])?["messages"] as? [String: Any]
    #expect(messages?["max"] as? String == "unlimited")
    let refused = BillingV1.ConsumeUsageResponse.with {
      $0.error = "The tokens of this month are used up."
      $0.detail = $0.error
    }
    let words = try json("POST", "/v1/usage/consume", refused)
    #expect(words["detail"] as? String == "The tokens of this month are used up.")
    #expect(words["consumed"] is NSNull)
    #expect(words["success"] as? Bool == false)
  }

  private func json(_ method: String, _ path: String, _ message: some SwiftProtobuf.Message) throws -> NSDictionary {
    let route = try #require(routes.route(method: method, path: path))
    let body = try route.response.json(wire: try message.serializedBytes())
    return try parsed(String(decoding: body, as: UTF8.self))
  }

  private func parsed(_ text: String) throws -> NSDictionary {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
  }
}
