import Runtime
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
}
