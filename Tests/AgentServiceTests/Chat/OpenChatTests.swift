import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import AgentService

@Suite("What a stranger may do in the open chat")
struct OpenChatTests {
  static let member = Caller(userID: "user-1", credential: .internalToken)
  static let stranger = Caller(userID: "stranger", credential: .internalToken)
  static let backEnd = Caller(credential: .internalToken)

  static func shipping(_ orderID: String) -> ScriptedProvider {
    ScriptedProvider(
      "openai",
      [ScriptedProvider.call("confirm_shipping", #"{"order_id":"\#(orderID)"}"#), ScriptedProvider.text("ok")])
  }

  /// A shop with one order that is being prepared.
  static func shop() -> FakeShop {
    let shop = FakeShop.market()
    shop.state.withLock { state in
      state.orders.append(
        .with {
          $0.id = "order-1"
          $0.storeID = "store-1"
          $0.status = .preparing
        })
    }
    return shop
  }

  @Test(
    "only the shop marks an order as shipped, whatever type is asked for, and nobody whose words are passed on",
    arguments: ["vendas", "suporte"],
    [
      (Caller(clientIP: "203.0.113.7"), nil, nil, false), (stranger, nil, nil, false), (member, "lead-1", nil, false),
      (member, nil, "somebody", false), (backEnd, nil, "somebody", false), (backEnd, "lead-1", nil, false),
      (member, nil, nil, true), (member, nil, "user-1", true), (backEnd, nil, nil, true),
      (Caller(credential: .service), nil, nil, true),
    ] as [(Caller, String?, String?, Bool)])
  func ships(_ type: String, _ speaker: (caller: Caller, lead: String?, user: String?, mayShip: Bool)) async throws {
    let model = Self.shipping("order-1")
    try await withAgentWorld(providers: [model], shop: Self.shop()) { world in
      let answer = try await world.chat("confirma o envio do pedido order-1", caller: speaker.caller) {
        $0.type = type
        if let lead = speaker.lead { $0.leadID = lead }
        if let user = speaker.user { $0.userID = user }
      }
      #expect(answer.toolCalls.map(\.ok) == [speaker.mayShip])
      #expect(model.requests.first?.tools.contains { $0.name == "confirm_shipping" } == speaker.mayShip)
      #expect(world.shop.orders.first?.status == (speaker.mayShip ? .shipped : .preparing))
      if !speaker.mayShip { #expect(answer.toolCalls.first?.result.contains("UNKNOWN_TOOL") == true) }
    }
  }

  @Test("a turn has no more tools than the store's own agent", arguments: Engine.available)
  func ownType(_ engine: Engine) async throws {
    let model = ScriptedProvider("openai", [ScriptedProvider.call("create_order", ChatTests.order)])
    try await withAgentWorld(engine, providers: [model]) { world in
      try await world.call(.createAgent, caller: Self.member) {
        $0.storeID = "store-1"
        $0.name = "Bia"
        $0.type = "recepcao"
      }
      let answer = try await world.chat("quero 2 cafés")
      #expect(answer.agentType == "vendas" && !answer.hasOrderID && world.shop.orders.isEmpty)
      #expect(
        model.requests.first.map { Set($0.tools.map(\.name)) } == ["search_products", "filter_products_by_price"])
    }
  }

  @Test("two strangers with one key, or one request id, get two orders; a repetition gets its own")
  func keys() async throws {
    try await withAgentWorld { world in
      let (first, second) = (Caller(clientIP: "203.0.113.7"), Caller(clientIP: "198.51.100.9"))
      let one = try await world.chat("quero 2 cafés", key: "1", caller: first)
      let other = try await world.chat("quero 2 cafés", key: "1", caller: second)
      #expect(other.orderID != one.orderID && other.pixCopyPaste != one.pixCopyPaste)
      let again = try await world.chat("quero 2 cafés", key: "1", caller: first)
      #expect(again.orderID == one.orderID && world.shop.orders.count == 2)
      for lead in ["lead-1", "lead-2"] {
        _ = try await world.chat("quero 2 cafés", key: "1", caller: Self.backEnd) { $0.leadID = lead }
      }
      #expect(world.shop.orders.count == 4)
      // Anybody may say that he is lead-1.
      for caller in [first, second, first] {
        _ = try await world.chat("quero 2 cafés", key: "2", caller: caller) { $0.leadID = "lead-1" }
      }
      #expect(world.shop.orders.count == 6)
      for _ in 0..<2 { _ = try await world.chat("quero 2 cafés", requestID: "same", caller: first) }
      #expect(world.shop.orders.count == 8)
    }
  }

  @Test("a key that was used for another order before makes no second one")
  func reusedKey() async throws {
    let model = ScriptedProvider(
      "openai",
      [
        ScriptedProvider.call("create_order", ChatTests.order), ScriptedProvider.call("create_order", ChatTests.order),
        ScriptedProvider.text("ok"),
      ])
    try await withAgentWorld(providers: [model]) { world in
      world.shop.state.withLock { $0.failure = ServiceError(.aborted, "IDEMPOTENCY_KEY_REUSED", "Used before.") }
      _ = try await world.chat("quero")
      let keys = world.shop.state.withLock { $0.seenKeys }
      #expect(keys.count == 2 && keys[0] == keys[1])
    }
  }

  static func order(_ quantities: Int64...) -> ScriptedProvider {
    let lines = quantities.map { #"{"product_id":"product-1","quantity":\#($0)}"# }.joined(separator: ",")
    return ScriptedProvider(
      "openai", [ScriptedProvider.call("create_order", #"{"items":[\#(lines)]}"#), ScriptedProvider.text("ok")])
  }

  @Test(
    "a buyer's order is small, the shop's own is as large as it likes",
    arguments: [
      ([20], Caller(), true), ([21], Caller(), false), ([15, 6], Caller(), false), ([200], member, true),
      (Array(repeating: 1, count: 21), Caller(), false),
    ] as [([Int64], Caller, Bool)])
  func quantities(_ quantities: [Int64], _ caller: Caller, _ isMade: Bool) async throws {
    let lines = quantities.map { #"{"product_id":"product-1","quantity":\#($0)}"# }.joined(separator: ",")
    let model = ScriptedProvider(
      "openai", [ScriptedProvider.call("create_order", #"{"items":[\#(lines)]}"#), ScriptedProvider.text("ok")])
    try await withAgentWorld(providers: [model]) { world in
      let answer = try await world.chat("quero", caller: caller)
      #expect(answer.toolCalls.map(\.ok) == [isMade])
      #expect(world.shop.orders.isEmpty != isMade)
    }
  }

  @Test("how much a buyer may order is the agent's setting")
  func setting() async throws {
    let model = Self.order(50)
    try await withAgentWorld(providers: [model]) { world in
      func create(_ quantity: Double) async throws {
        try await world.call(.createAgent, caller: Self.member) {
          $0.storeID = "store-1"
          $0.name = "Bia"
          $0.settings.fields["max_order_quantity"] = .init(numberValue: quantity)
        }
      }
      let error = try await refusal { try await create(1.5) }
      #expect(error.violations.map(\.field) == ["settings.max_order_quantity"])
      try await create(50)
      #expect(try await world.chat("quero").hasOrderID)
    }
  }

  @Test("the order service hears who orders by the open chat, and from where")
  func origin() async throws {
    try await withAgentWorld { world in
      _ = try await world.chat("quero 2 cafés", caller: Caller(clientIP: "203.0.113.7"))
      _ = try await world.chat("quero 2 cafés", caller: Caller(credential: .internalToken, clientIP: "10.0.0.1")) {
        $0.leadID = "lead-1"
      }
      _ = try await world.chat("quero 2 cafés", caller: Self.member)
      let placed = world.shop.state.withLock { $0.placed }
      #expect(placed.map(\.request.openChat) == [true, true, false])
      #expect(placed.map(\.caller.clientIP) == ["203.0.113.7", nil, nil])
      #expect(placed.map(\.caller.userID) == [nil, nil, "user-1"])
    }
  }
}
