import Contracts
import GRPCCore
import Runtime
import TestSupport
import Testing

@testable import AgentService

@Suite("Agents of a store")
struct AgentTests {
  static let actor = Caller(userID: "user-1", credential: .internalToken)

  static func create(
    _ world: AgentWorld, caller: Caller = actor, _ configure: (inout AgentV1.CreateAgentRequest) -> Void = { _ in }
  ) async throws -> AgentV1.Agent {
    try await world.call(.createAgent, caller: caller) {
      $0.storeID = "store-1"
      $0.name = "Ana"
      configure(&$0)
    }
  }

  static func list(_ world: AgentWorld, caller: Caller = actor) async throws -> AgentV1.ListAgentsResponse {
    try await world.call(.listAgents, caller: caller) { $0.storeID = "store-1" }
  }

  @Test("the first agent of a store is the active one", arguments: Engine.available)
  func first(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      let first = try await Self.create(world) {
        $0.persona = "Simpática"
        $0.channels = ["whatsapp", "web"]
        $0.settings.fields["tom"] = .init(stringValue: "informal")
      }
      let second = try await Self.create(world) { $0.type = "suporte" }
      #expect(first.isActive && !second.isActive)
      #expect(first.companyID == "company-1" && first.type == "vendas")
      #expect(first.evolutionInstanceID.hasPrefix("qtt_") && first.evolutionInstanceID != second.evolutionInstanceID)
      let list = try await Self.list(world)
      #expect(list.items == [first, second] && list.total == 2)
    }
  }

  @Test("many at once still make one active agent", arguments: Engine.available)
  func parallel(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = try await Self.create(world) } }
        try await group.waitForAll()
      }
      #expect(try await Self.list(world).items.filter(\.isActive).count == 1)
    }
  }

  @Test("who may not see the store sees no agents, and neither does another tenant")
  func visibility() async throws {
    try await withAgentWorld { world in
      _ = try await Self.create(world)
      let stranger = Caller(userID: "stranger", credential: .internalToken)
      for attempt in [Self.list] {
        let error = try await refusal { _ = try await attempt(world, stranger) }
        #expect(error.reason == "STORE_NOT_FOUND")
      }
      _ = try await refusal { try await Self.create(world, caller: stranger) }
      let elsewhere = Caller(tenantID: "other", userID: "user-1", credential: .internalToken)
      #expect(try await Self.list(world, caller: elsewhere).items.isEmpty)
    }
  }

  @Test("every bad field is named")
  func validation() async throws {
    try await withAgentWorld { world in
      let error = try await refusal {
        try await Self.create(world) {
          $0.storeID = ""
          $0.name = " "
          $0.type = "nobody"
          $0.channels = [""]
        }
      }
      #expect(error.violations.map(\.field) == ["store_id", "name", "type", "channels[0]"])
      let model = try await refusal {
        try await Self.create(world) { $0.model = "skynet/t800" }
      }
      #expect(model.violations.map(\.field) == ["model"])
    }
  }

  @Test("a chat goes to the store's active agent, and an inactive one answers dry runs only")
  func chat() async throws {
    let model = ScriptedProvider("anthropic", [ScriptedProvider.text("Olá!")])
    try await withAgentWorld(providers: [model]) { world in
      _ = try await Self.create(world) {
        $0.name = "Bia"
        $0.model = "anthropic/claude-3-5-sonnet-20241022"
        $0.persona = "Fala como uma mineira."
      }
      let second = try await Self.create(world)
      let answer = try await world.chat("oi")
      #expect(answer.provider == "anthropic" && answer.model == "claude-3-5-sonnet-20241022")
      let asked = try #require(model.requests.first?.instructions)
      for part in ["Mercadinho da Vila", "Bia", "mineira"] { #expect(asked.contains(part)) }
      let error = try await refusal {
        try await world.chat("oi") { $0.agentID = second.id }
      }
      #expect(error.reason == "AGENT_INACTIVE")
      _ = try await world.chat("oi") {
        $0.agentID = second.id
        $0.dryRun = true
      }
    }
  }
}
