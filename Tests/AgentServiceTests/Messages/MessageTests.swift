import Contracts
import Runtime
import TestSupport
import Testing

@testable import AgentService

@Suite("Messages with leads")
struct MessageTests {
  static let actor = Caller(userID: "user-1", credential: .internalToken)

  static func record(
    _ world: AgentWorld, _ content: String, lead: String = "lead-1", agent: String? = "agent-1", key: String? = nil,
    store: String = "store-1", role: AgentV1.MessageRole = .user
  ) async throws -> AgentV1.StoredMessage {
    try await world.call(.recordMessage, caller: actor, idempotencyKey: key) {
      $0.storeID = store
      $0.leadID = lead
      if let agent { $0.agentID = agent }
      $0.role = role
      $0.content = content
    }
  }

  static func list(
    _ world: AgentWorld, lead: String = "", agent: String = "", limit: Int32? = nil, caller: Caller = actor
  ) async throws -> [AgentV1.StoredMessage] {
    let response = try await world.call(.listMessages, caller: caller) {
      $0.leadID = lead
      $0.agentID = agent
      if let limit { $0.limit = limit }
    }
    return response.items
  }

  @Test("are listed by lead and by agent, newest first", arguments: Engine.available)
  func listed(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      let first = try await Self.record(world, "Olá")
      let second = try await Self.record(world, "Oi! Posso ajudar?", role: .assistant)
      let other = try await Self.record(world, "Bom dia", lead: "lead-2", agent: nil)
      #expect(try await Self.list(world, lead: "lead-1") == [second, first])
      #expect(try await Self.list(world, agent: "agent-1", limit: 1) == [second])
      #expect(try await Self.list(world, lead: "lead-2") == [other])
      #expect(try await Self.list(world, lead: "lead-2", agent: "agent-1").isEmpty)
    }
  }

  @Test("keep what the channel tells about them as it came", arguments: Engine.available)
  func metadata(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      let request = AgentV1.RecordMessageRequest.with {
        $0.storeID = "store-1"
        $0.leadID = "lead-1"
        $0.role = .user
        $0.content = "Olá"
        $0.metadata.fields["canal"] = .init(stringValue: "whatsapp \"2\"")
        $0.metadata.fields["peso"] = .init(numberValue: 0.25)
        $0.metadata.fields["lista"] = .init(listValue: .with { $0.values = [.init(boolValue: true)] })
      }
      let stored = try await world.call(.recordMessage, request, caller: Self.actor)
      #expect(stored.metadata == request.metadata)
      #expect(try await Self.list(world, lead: "lead-1") == [stored])
    }
  }

  @Test("come once per idempotency key", arguments: Engine.available)
  func once(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      let first = try await Self.record(world, "Olá", key: "k1")
      let again = try await Self.record(world, "Olá", key: "k1")
      #expect(first == again)
      #expect(try await Self.list(world, lead: "lead-1").count == 1)
    }
  }

  @Test("another tenant sees nothing of them", arguments: Engine.available)
  func isolated(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      _ = try await Self.record(world, "segredo")
      let foreign = Caller(tenantID: "tenant-2", userID: "user-1", credential: .internalToken)
      #expect(try await Self.list(world, lead: "lead-1", caller: foreign).isEmpty)
    }
  }

  @Test("every bad field is named", arguments: Engine.available)
  func badFields(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      let error = try await refusal {
        _ = try await Self.record(world, "", lead: "", role: .unspecified)
      }
      #expect(error.violations.map(\.field) == ["lead_id", "role", "content"])
      let empty = try await refusal { _ = try await Self.list(world) }
      #expect(empty.violations.map(\.field) == ["lead_id"])
    }
  }

  @Test("a store's conversations are counted for services only", arguments: Engine.available)
  func summary(_ engine: Engine) async throws {
    try await withAgentWorld(engine) { world in
      _ = try await Self.record(world, "Olá")
      let long = String(repeating: "é", count: 300)
      _ = try await Self.record(world, long, role: .assistant)
      _ = try await Self.record(world, "Bom dia", lead: "lead-2", agent: nil)
      let request = AgentV1.SummarizeConversationsRequest.with { $0.storeID = "store-1" }
      let summary = try await world.call(.summarizeConversations, request, caller: Caller(credential: .service))
      #expect(summary.total == 2 && summary.activeSince == 2 && summary.messagesSince == 3)
      #expect(summary.recent.map(\.leadID) == ["lead-2", "lead-1"])
      #expect(summary.recent.last?.messages == 2)
      #expect(summary.recent.last?.lastMessage.count == ConversationSummary.Conversation.maximumPreview)
      let refused = try await refusal {
        try await world.call(.summarizeConversations, request, caller: Self.actor)
      }
      #expect(refused.reason == "SERVICE_CALLERS_ONLY")
    }
  }

  @Test(
    "are summarized since a moment only", arguments: [.max, .min, 1_800_000_000_000_000] as [Int64])
  func summarizedSinceNever(_ seconds: Int64) async throws {
    try await withAgentWorld { world in
      let error = try await refusal {
        try await world.call(.summarizeConversations, caller: Caller(credential: .service)) {
          $0.storeID = "store-1"
          $0.since.seconds = seconds
        }
      }
      #expect(error.code == .invalidArgument)
      #expect(error.violations.map(\.field) == ["since"])
    }
  }
}
