import Contracts
import GRPCCore
import Runtime
import TestSupport
import Testing

@testable import AgentService

@Suite("POST /api/chat")
struct StreamChatTests {
  static func request(_ text: String, _ configure: (inout AgentV1.StreamChatRequest) -> Void = { _ in })
    -> AgentV1.StreamChatRequest
  {
    .with {
      $0.messages = [
        .with {
          $0.role = "user"
          $0.content = text
        }
      ]
      configure(&$0)
    }
  }

  static let model = ScriptedProvider(
    "openai",
    streaming: { emit in
      for piece in ["Olá", ", ", "tudo bem?"] { try await emit(piece) }
      return ModelUsage(promptTokens: 12, completionTokens: 7)
    })

  @Test(
    "tokens come one by one, the chat has an id and is kept, the real usage is settled", arguments: Engine.available)
  func streams(_ engine: Engine) async throws {
    try await withAgentWorld(engine, providers: [Self.model]) { world in
      let pieces = Pieces()
      let head = try await world.stream(Self.request("Oi")) { await pieces.add($0) }
      #expect(await pieces.all == ["Olá", ", ", "tudo bem?"])
      let headers = Dictionary(uniqueKeysWithValues: head.headers.map { ($0.name, $0.value) })
      let chatID = try #require(headers["x-chat-id"])
      #expect(headers["x-chat-provider"] == "openai")
      #expect(world.billing.reserved.map(\.subject.kind) == [.user])
      #expect(world.billing.settled.map(\.promptTokens) == [12] && world.billing.settled[0].completionTokens == 7)
      let again = try await world.stream(
        Self.request("E agora?") { $0.chatID = chatID }, each: { _ in })
      #expect(again.headers.contains { $0.name == "x-chat-id" && $0.value == chatID })
      let kept = try await ChatStore(database: world.database).messages(chatID, tenantID: Caller.defaultTenantID)
      #expect(kept.map(\.content) == ["Oi", "Olá, tudo bem?", "E agora?", "Olá, tudo bem?"])
      #expect(kept[1].answeredBy == ModelName(provider: "openai", model: "gpt-4o-mini"))
    }
  }

  @Test("a client that leaves pays for what it got, and what it got is kept")
  func leaves() async throws {
    let model = ScriptedProvider(
      "openai",
      streaming: { emit in
        try await emit("The first words of a long answer")
        try await Task.sleep(for: .seconds(3600))
        return nil
      })
    try await withAgentWorld(providers: [model]) { world in
      let (first, continuation) = AsyncStream.makeStream(of: String.self)
      let reading = Task { try await world.stream(Self.request("Tell me")) { continuation.yield($0) } }
      for await _ in first { break }
      reading.cancel()
      await #expect(throws: (any Error).self) { try await reading.value }
      #expect(world.billing.settled.map(\.completionTokens) == [8])
      #expect(world.billing.released.isEmpty)
    }
  }

  @Test("the free tier has the standard model only; a refused model costs nothing")
  func tiers() async throws {
    try await withAgentWorld { world in
      let error = try await refusal {
        try await world.stream(Self.request("Hi") { $0.modelID = "gpt-4o" }, each: { _ in })
      }
      #expect(error.code == .permissionDenied && error.reason == "MODEL_NOT_ALLOWED")
      #expect(world.billing.released == ["reservation-1"])
      world.billing.state.withLock { $0.planSlug = "pro" }
      _ = try await world.stream(Self.request("Hi") { $0.modelID = "gpt-4o" }, each: { _ in })
    }
  }

  @Test("without credits the answer is 402")
  func credits() async throws {
    try await withAgentWorld { world in
      world.billing.state.withLock { $0.refusal = "QUOTA_EXCEEDED" }
      let error = try await refusal {
        try await world.stream(Self.request("Hi"), each: { _ in })
      }
      #expect(error.reason == "INSUFFICIENT_CREDITS" && error.httpStatus == 402)
    }
  }

  @Test("another user's chat is not there")
  func foreign() async throws {
    try await withAgentWorld { world in
      let head = try await world.stream(Self.request("Hi"), each: { _ in })
      let chatID = try #require(head.headers.first { $0.name == "x-chat-id" }?.value)
      let error = try await refusal {
        try await world.stream(Self.request("Hi") { $0.chatID = chatID }, userID: "user-2", each: { _ in })
      }
      #expect(error.reason == "CHAT_NOT_FOUND")
    }
  }

  @Test("a question after an answer that never came is asked without the empty turn")
  func emptyTurn() async throws {
    let model = ScriptedProvider(
      "openai",
      streaming: { emit in
        try await emit("Oi!")
        return nil
      })
    try await withAgentWorld(providers: [model]) { world in
      _ = try await world.stream(
        Self.request("Oi") { request in
          request.messages += [("assistant", ""), ("user", "Alô?")].map { turn in
            .with {
              $0.role = turn.0
              $0.content = turn.1
            }
          }
        }, each: { _ in })
      #expect(model.requests.first?.messages == [.user("Oi"), .user("Alô?")])
    }
  }

  @Test("every bad field is named as the client wrote it")
  func validation() async throws {
    try await withAgentWorld { world in
      let error = try await refusal {
        try await world.stream(
          Self.request("") {
            $0.messages.append(
              .with {
                $0.role = "assistant"
                $0.content = "x"
              })
            $0.modelID = "gpt-9"
            $0.chatID = "nope"
            $0.documentIds = ["nope"]
          }, each: { _ in })
      }
      #expect(
        error.violations.map(\.field) == [
          "messages[0].content", "messages[1].role", "modelId", "chatId", "documentIds[0]",
        ])
    }
  }

  @Test("a model whose provider has no key is refused where another provider has one, and offline otherwise")
  func notConfigured() async throws {
    try await withAgentWorld(providers: [Self.model]) { world in
      world.billing.state.withLock { $0.planSlug = "pro" }
      let error = try await refusal {
        try await world.stream(Self.request("Hi") { $0.modelID = "claude-3-opus-20240229" }, each: { _ in })
      }
      #expect(error.code == .unavailable && error.reason == "ANTHROPIC_NOT_CONFIGURED")
    }
    try await withAgentWorld { world in
      let pieces = Pieces()
      let head = try await world.stream(Self.request("Hello, what is this?")) { await pieces.add($0) }
      #expect(head.headers.contains { $0.name == "x-chat-provider" && $0.value == "offline" })
      #expect(await pieces.all.joined().contains("Offline mode"))
    }
  }

  @Test("GET /api/chat tells that the chat is there")
  func status() async throws {
    try await withAgentWorld { world in
      let status = try await world.call(.getChatStatus)
      #expect(status.message == "Chat API is working")
    }
  }
}
