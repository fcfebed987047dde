import Testing

@testable import AgentService

@Suite("The offline model as a reader")
struct OfflineReaderTests {
  static func ask(_ messages: [ModelMessage]) -> String {
    OfflineProvider().reply(ModelRequest(model: "quartet-offline", messages: messages, maxTokens: 500)).text
  }

  @Test("it quotes the passages that fit the question, and says that it is offline")
  func quotes() {
    let context = "Our shop opens at nine. Deliveries cost five euros. We sell fresh bread every morning."
    let answer = Self.ask([.system(context), .user("How much do the deliveries cost?")])
    #expect(answer.contains("Offline mode") && answer.contains("Deliveries cost five euros."))
    #expect(!answer.contains("fresh bread"))
    #expect(answer == Self.ask([.system(context), .user("How much do the deliveries cost?")]))
  }

  @Test("without context it says that it can't answer")
  func nothing() {
    #expect(Self.ask([.user("Hello, what is the capital of France?")]).contains("nothing in it answers"))
    #expect(Self.ask([.user("Qual é a capital da França?")]).contains("Modo offline"))
  }

  @Test("a stream's pieces make up the answer")
  func pieces() async throws {
    let request = ModelRequest(model: "quartet-offline", messages: [.user("Hello you")], maxTokens: 10)
    let pieces = Pieces()
    let usage = try await OfflineProvider().stream(request).relay { await pieces.add($0) }
    #expect(await pieces.all.joined() == OfflineProvider().reply(request).text)
    #expect(await pieces.all.count > 5)
    #expect(usage != nil)
  }
}
