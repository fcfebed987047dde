import Contracts
import GRPCCore
import Runtime
import Storage
import TestSupport
import Testing

@testable import AgentService

@Suite("POST /chat")
struct ChatTests {
  static let order = #"{"items":[{"product_id":"product-1","quantity":2}]}"#

  @Test("two of a product, asked for in Portuguese, become an order with a PIX code", arguments: Engine.available)
  func buys(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      let answer = try await world.chat("Oi! Quero 2 pacotes de café, por favor")
      #expect(answer.provider == "offline" && answer.model == "quartet-offline")
      #expect(answer.toolCalls.map(\.name) == ["search_products", "create_order"])
      #expect(answer.toolCalls.map(\.ok) == [true, true])
      #expect(answer.iterations == 3)
      let made = try #require(world.shop.orders.first)
      #expect(made.items.map(\.name) == ["Café Torrado e Moído Pilão 500g"] && made.items[0].quantity == 2)
      #expect(answer.orderID == made.id && answer.pixCopyPaste == made.pixCopyPaste)
      for part in [made.id, "R$ 37,80", made.pixCopyPaste] { #expect(answer.response.contains(part)) }
      // The search went by meaning, in the service's own name.
      let search = try #require(world.shop.state.withLock { $0.searches.first })
      #expect(search.embedding.count == 1024)
      #expect(world.shop.state.withLock { $0.callers.allSatisfy { $0.credential == .service } })
      // Metered to the store's company, and kept.
      #expect(world.billing.reserved.map(\.subject.id) == ["company-1"])
      let settled = try #require(world.billing.settled.first)
      #expect(
        settled.promptTokens == answer.usage.promptTokens && settled.completionTokens == answer.usage.completionTokens)
      #expect(answer.usage.costUsd == 1234)
      let kept = try await MessageHistoryStore(database: world.database).list(
        storeID: "store-1", limit: 10, tenantID: Caller.defaultTenantID)
      #expect(kept.map(\.role) == [.user, .assistant] && kept[1].orderID == made.id)
    }
  }

  @Test("payment on delivery is understood, and too little stock is told")
  func variants() async throws {
    try await withAgentWorld { world in
      let cod = try await world.chat("quero 1 arroz, pagar na entrega")
      #expect(world.shop.orders.first?.paymentMethod == .cod)
      #expect(cod.response.contains("Pagamento na entrega") && !cod.hasPixCopyPaste)
      let short = try await world.chat("quero 3 vinhos")
      #expect(short.response.contains("Só temos 1") && !short.hasOrderID)
      #expect(world.shop.orders.count == 1)
    }
  }

  @Test("price ranges go through the price filter and come back as a list")
  func priceRange() async throws {
    try await withAgentWorld { world in
      let answer = try await world.chat("o que vocês têm de bebidas até R$ 5?")
      #expect(answer.toolCalls.map(\.name) == ["filter_products_by_price"] && answer.iterations == 2)
      #expect(answer.response.contains("1) Cerveja Skol Lata 350ml — R$ 3,99"))
      let all = try await world.chat("o que tem entre 10 e 20 reais?")
      #expect(all.response.contains("Coca-Cola") && all.response.contains("Pilão") && !all.response.contains("Arroz"))
    }
  }

  @Test("with a lead the history is the caller's own business, and a dry run leaves nothing behind but its usage")
  func leavesNothing() async throws {
    try await withAgentWorld { world in
      _ = try await world.chat("quanto custa o café?") { $0.leadID = "lead-1" }
      let dry = try await world.chat("quero 2 cafés") { $0.dryRun = true }
      #expect(dry.dryRun && dry.response.contains("Simulação") && dry.response.contains("R$ 37,80"))
      #expect(world.shop.orders.isEmpty)
      #expect(world.billing.settled.map(\.leadID) == ["lead-1", ""])
      #expect(world.billing.settled.allSatisfy { $0.promptTokens > 0 } && world.billing.released.isEmpty)
      let kept = try await MessageHistoryStore(database: world.database).list(
        storeID: "store-1", limit: 10, tenantID: Caller.defaultTenantID)
      #expect(kept.isEmpty)
    }
  }

  @Test(
    "a used-up quota answers with the documented words and asks no model",
    arguments: ["QUOTA_EXCEEDED", "USAGE_LIMIT_EXCEEDED"])
  func blocked(reason: String) async throws {
    let model = ScriptedProvider("openai", [ScriptedProvider.text("never")])
    try await withAgentWorld(providers: [model]) { world in
      world.billing.state.withLock { $0.refusal = reason }
      let answer = try await world.chat("quero 2 cafés")
      #expect(answer.blocked && answer.iterations == 0)
      #expect(answer.response == "Estou temporariamente indisponível no momento. Posso te conectar com um atendente?")
      #expect(model.requests.isEmpty)
    }
  }

  @Test("a model that never stops calling is stopped after five rounds, the last one without tools")
  func fiveRounds() async throws {
    let model = ScriptedProvider("openai", [ScriptedProvider.call("search_products", #"{"query":"café"}"#)])
    try await withAgentWorld(providers: [model]) { world in
      let answer = try await world.chat("oi")
      #expect(answer.iterations == 5 && answer.toolCalls.count == 4)
      #expect(model.requests.map(\.toolChoice) == [.auto, .auto, .auto, .auto, .none])
      #expect(!answer.response.isEmpty)
      #expect(world.billing.settled.first?.promptTokens == 500)
    }
  }

  @Test("bad arguments, unknown tools and refusals go back to the model, which can mend them")
  func toolErrors() async throws {
    let model = ScriptedProvider(
      "openai",
      [
        ScriptedProvider.call("create_order", "{not json"),
        ScriptedProvider.call("launch_rocket", "{}"),
        ScriptedProvider.call("create_order", #"{"items":[{"product_id":"fake","quantity":1}]}"#),
        ScriptedProvider.text("Não deu."),
      ])
    try await withAgentWorld(providers: [model]) { world in
      let answer = try await world.chat("quero")
      #expect(answer.toolCalls.map(\.ok) == [false, false, false])
      #expect(answer.toolCalls[0].result.contains("INVALID_ARGUMENTS"))
      #expect(answer.toolCalls[1].result.contains("UNKNOWN_TOOL"))
      #expect(answer.toolCalls[2].result.contains("NO_VALID_ITEMS"))
      #expect(answer.response == "Não deu." && answer.provider == "openai")
      guard case .tool(_, _, let content) = model.requests[1].messages.last else {
        Issue.record("the second request should end with the tool's result")
        return
      }
      #expect(content == answer.toolCalls[0].result)
    }
  }

  @Test("the same request again makes no second order; another one does")
  func exactlyOnce() async throws {
    try await withAgentWorld { world in
      let first = try await world.chat("quero 2 cafés", key: "a")
      let again = try await world.chat("quero 2 cafés", key: "a")
      #expect(first.orderID == again.orderID && world.shop.orders.count == 1)
      let other = try await world.chat("quero 2 cafés", key: "b")
      #expect(other.orderID != first.orderID && world.shop.orders.count == 2)
    }
  }

  @Test("after an outage the next try carries the same key; a second order in one chat another")
  func keys() async throws {
    let model = ScriptedProvider(
      "openai",
      [
        ScriptedProvider.call("create_order", Self.order), ScriptedProvider.call("create_order", Self.order),
        ScriptedProvider.call("create_order", Self.order), ScriptedProvider.text("ok"),
      ])
    try await withAgentWorld(providers: [model]) { world in
      world.shop.state.withLock { $0.failure = ServiceError(.unavailable, "UNAVAILABLE", "Away.") }
      _ = try await world.chat("quero")
      let keys = world.shop.state.withLock { $0.seenKeys }
      #expect(keys.count == 3 && keys[0] == keys[1] && keys[1] != keys[2])
      #expect(world.shop.orders.count == 2)
    }
  }

  @Test("a failing provider is an error to the caller, and the reservation is given back")
  func providerFails() async throws {
    let model = ScriptedProvider("openai", [.fail(AgentError.providerUnavailable("openai", detail: "down"))])
    try await withAgentWorld(providers: [model]) { world in
      let error = try await refusal { try await world.chat("oi") }
      #expect(error.code == .unavailable && error.reason == "OPENAI_UNAVAILABLE")
      #expect(world.billing.released == ["reservation-1"] && world.billing.settled.isEmpty)
    }
  }

  @Test("a settlement that billing does not take now is told to it later", arguments: Engine.available)
  func outbox(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      world.billing.state.withLock { $0.settleFailures = 1 }
      let answer = try await world.chat("oi") { $0.leadID = "lead-1" }
      #expect(!answer.response.isEmpty && world.billing.settled.isEmpty)
      let relay = try #require(world.module.workers.lazy.compactMap { $0 as? OutboxRelay }.first)
      _ = try await relay.drain()
      let settled = try #require(world.billing.settled.first)
      #expect(settled.reservationID == "reservation-1" && settled.model == answer.model)
      #expect(settled.promptTokens == answer.usage.promptTokens && settled.leadID == "lead-1" && !settled.hasAgentID)
      #expect(settled.completionTokens == answer.usage.completionTokens)
    }
  }

  @Test("an order of another store can't be shipped")
  func otherStore() async throws {
    try await withAgentWorld { world in
      world.shop.addStore("store-2")
      _ = try await world.chat("quero 2 cafés")
      let made = try #require(world.shop.orders.first)
      let tool = ConfirmShipping()
      let context = ToolContext(
        tenantID: Caller.defaultTenantID, storeID: "store-2", dryRun: false, idempotencyKey: "k",
        orders: OrderClient(channel: .inProcess(world.services)), embedder: HashedEmbedder())
      var arguments = ToolArguments(["order_id": .string(made.id)])
      await #expect(throws: ToolError.self) { try await tool.call(&arguments, context) }
      #expect(world.shop.orders.first?.status == .pending)
    }
  }

  @Test("what is missing or wrong is named, all of it at once")
  func validation() async throws {
    try await withAgentWorld { world in
      let error = try await refusal {
        try await world.chat(" ") {
          $0.type = "nobody"
          $0.conversationHistory = [.with { $0.role = "robot" }]
        }
      }
      #expect(
        error.violations.map(\.field) == [
          "message", "type", "conversation_history[0].role", "conversation_history[0].content",
        ])
      let store = try await refusal { try await world.chat("oi") { $0.storeID = "none" } }
      #expect(store.code == .notFound)
      let agent = try await refusal { try await world.chat("oi") { $0.agentID = "none" } }
      #expect(agent.reason == "AGENT_NOT_FOUND")
    }
  }

  @Test("without a store the tools say so, answers are short, and the tenant's own quota counts")
  func noStore() async throws {
    let model = ScriptedProvider("openai", [ScriptedProvider.text("Olá!")])
    for providers in [[], [model]] {
      try await withAgentWorld(providers: providers) { world in
        let answer = try await world.chat("quero 2 cafés") { $0.clearStoreID() }
        if providers.isEmpty { #expect(answer.response.contains("não está ligada a nenhuma loja")) }
        #expect(world.billing.reserved.map(\.subject.id) == [Caller.defaultTenantID])
        #expect(world.billing.settled.count == 1)
        world.billing.state.withLock { $0.refusal = "QUOTA_EXCEEDED" }
        let blocked = try await world.chat("quero 2 cafés") { $0.clearStoreID() }
        #expect(blocked.blocked)
      }
    }
    #expect(model.requests.map(\.maxTokens) == [256])
  }

  @Test("an assistant's turn without a text counts for nothing")
  func emptyTurns() async throws {
    let model = ScriptedProvider("openai", [ScriptedProvider.text("Olá!")])
    try await withAgentWorld(providers: [model]) { world in
      _ = try await world.chat("e agora?") { request in
        request.conversationHistory = [("user", "oi"), ("assistant", ""), ("assistant", " \n")].map { turn in
          .with {
            $0.role = turn.0
            $0.content = turn.1
          }
        }
      }
      #expect(model.requests.first?.messages == [.user("oi"), .user("e agora?")])
    }
  }

  @Test("an answer that was cut off at its longest length says so")
  func truncated() async throws {
    let model = ScriptedProvider(
      "openai", [.reply(ModelReply(text: "Era uma vez", usage: ModelUsage(promptTokens: 1), truncated: true))])
    try await withAgentWorld(providers: [model]) { world in
      let answer = try await world.chat("conta")
      #expect(answer.truncated && answer.response == "Era uma vez")
    }
  }

  @Test("the type is asked for")
  func typeless() async throws {
    try await withAgentWorld { world in
      let error = try await refusal { try await world.chat("oi") { $0.type = "" } }
      #expect(error.violations == [FieldViolation("type", "Field required", type: "missing")])
    }
  }
}
