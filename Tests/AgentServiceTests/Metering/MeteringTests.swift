import Contracts
import Runtime
import TestSupport
import Testing

@testable import AgentService

@Suite("Metering of answers")
struct MeteringTests {
  @Test("a turn says who pays, for whom it is, and what it may use at most")
  func turn() async throws {
    let model = ScriptedProvider("openai", [ScriptedProvider.text("Oi!")])
    try await withAgentWorld(providers: [model]) { world in
      _ = try await world.chat("Oi", caller: Caller(userID: "ana", credential: .internalToken))
      _ = try await world.chat("Oi", caller: Caller(credential: .service)) { $0.userID = "bia" }
      let reserved = world.billing.reserved
      #expect(reserved.map(\.userID) == ["ana", "bia"])
      #expect(reserved.map(\.messages) == [1, 1])
      #expect(reserved.map(\.source) == ["chat_turn", "chat_turn"])
      #expect(Set(reserved.map(\.sourceID)).count == 2)
      #expect(reserved.allSatisfy { $0.promptTokens > 0 && $0.promptTokens < $0.tokens })
    }
  }

  @Test("a stranger does not use up the limits of whom they name")
  func stranger() async throws {
    try await withAgentWorld { world in
      _ = try await world.chat("Oi") { $0.userID = "ana" }
      #expect(world.billing.reserved.map(\.hasUserID) == [false])
    }
  }

  @Test("a reservation whose answer is lost is asked for once more, as the same one")
  func lostReservation() async throws {
    try await withAgentWorld { world in
      world.billing.state.withLock { $0.reserveFailures = 1 }
      let answer = try await world.chat("Oi")
      #expect(!answer.blocked)
      let reserved = world.billing.reserved
      #expect(reserved.count == 2)
      #expect(reserved.first == reserved.last)
      world.billing.state.withLock { $0.reserveFailures = 2 }
      let error = try await refusal { try await world.chat("Oi") }
      #expect(error.code == .unavailable)
    }
  }

  @Test("each round of a turn is told while the turn goes on")
  func rounds() async throws {
    let model = ScriptedProvider(
      "openai", [ScriptedProvider.call("search_products", #"{"query":"café"}"#), ScriptedProvider.text("Pronto.")])
    try await withAgentWorld(providers: [model]) { world in
      _ = try await world.chat("quanto custa o café?")
      try await eventually { !world.billing.progress.isEmpty }
      let progress = try #require(world.billing.progress.first)
      #expect(progress.reservationID == "reservation-1")
      #expect(progress.promptTokens > 0)
      #expect(progress.promptTokens < world.billing.settled.first?.promptTokens ?? 0)
    }
  }

  @Test("a stream tells of its first token, and then of what has come on top")
  func stream() async throws {
    let (told, continuation) = AsyncStream.makeStream(of: Void.self)
    let model = ScriptedProvider(
      "openai",
      streaming: { emit in
        var gate = told.makeAsyncIterator()
        try await emit("Once")
        _ = await gate.next()
        try await emit(String(repeating: "upon", count: 200))
        _ = await gate.next()
        return ModelUsage(promptTokens: 12, completionTokens: 300)
      })
    try await withAgentWorld(providers: [model]) { world in
      async let streamed = world.stream(StreamChatTests.request("Tell me"), each: { _ in })
      try await eventually { world.billing.progress.count == 1 }
      continuation.yield()
      try await eventually { world.billing.progress.count == 2 }
      continuation.yield()
      _ = try await streamed
      let progress = world.billing.progress
      #expect(progress.map(\.completionTokens) == [1, 201])
      #expect(progress.allSatisfy { $0.promptTokens > 0 && $0.reservationID == "reservation-1" })
      #expect(world.billing.settled.map(\.completionTokens) == [300])
      let reserved = try #require(world.billing.reserved.first)
      #expect(reserved.source == "chat_stream")
      #expect(reserved.userID == "user-1")
      #expect(reserved.messages == 1)
    }
  }

  @Test("who leaves before the first token pays for the prompt alone, and a provider's failure costs nothing")
  func beforeTheFirstToken() async throws {
    let (reached, continuation) = AsyncStream.makeStream(of: Void.self)
    let silent = ScriptedProvider(
      "openai",
      streaming: { _ in
        continuation.yield()
        try await Task.sleep(for: .seconds(3600))
        return nil
      })
    try await withAgentWorld(providers: [silent]) { world in
      let reading = Task { try await world.stream(StreamChatTests.request("Tell me"), each: { _ in }) }
      for await _ in reached { break }
      reading.cancel()
      await #expect(throws: (any Error).self) { try await reading.value }
      #expect(world.billing.settled.map(\.completionTokens) == [0])
      #expect(world.billing.settled.allSatisfy { $0.promptTokens > 0 })
      #expect(world.billing.released.isEmpty)
    }
    let failing = ScriptedProvider("openai", streaming: { _ in throw AgentError.agentNotFound })
    try await withAgentWorld(providers: [failing]) { world in
      await #expect(throws: (any Error).self) {
        try await world.stream(StreamChatTests.request("Tell me"), each: { _ in })
      }
      #expect(world.billing.settled.isEmpty)
      #expect(world.billing.released == ["reservation-1"])
    }
  }
}
