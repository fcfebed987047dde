import AsyncHTTPClient
import Foundation
import Runtime
import Testing

@testable import AgentService

/// The providers against mock-ai-api (PyPI), whose answers its makers checked with the official SDKs. It
/// runs where `QUARTET_TEST_MOCK_AI` names its executable; the OpenAI half listens on 8011, the Anthropic
/// half on 8012.
@Suite(
  "Model providers against mock-ai-api", .serialized,
  .enabled(if: MockAI.path != nil, "QUARTET_TEST_MOCK_AI is not set"))
struct MockAITests {
  static func request(_ model: String, tools: Bool = false) -> ModelRequest {
    ModelRequest(
      model: model, messages: [.user("What is the weather in Paris?")],
      tools: tools ? [SearchProducts().definition] : [], maxTokens: 100)
  }

  @Test("text, tool calls, streams and failures")
  func conversation() async throws {
    try await MockAI.run { client in
      let openAI = OpenAIProvider(
        name: "openai", endpoint: .init(baseURL: "http://127.0.0.1:8011/v1", apiKey: "sk-test"),
        http: ProviderHTTP(name: "openai", client: client))
      let anthropic = AnthropicProvider(
        endpoint: .init(baseURL: "http://127.0.0.1:8012", apiKey: "sk-test"),
        http: ProviderHTTP(name: "anthropic", client: client))
      for (provider, name) in [(openAI as any ModelProvider, "gpt-4.1"), (anthropic, "claude-sonnet-4-20250514")] {
        let reply = try await provider.complete(Self.request("\(name):mock-text"))
        #expect(!reply.text.isEmpty && reply.usage.totalTokens > 0)
        let pieces = Pieces()
        _ = try await provider.stream(Self.request("\(name):mock-text")).relay { await pieces.add($0) }
        #expect(await !pieces.all.isEmpty)
      }
      let called = try await openAI.complete(Self.request("gpt-4.1:mock-tool-call", tools: true))
      #expect(!called.calls.isEmpty)
      let used = try await anthropic.complete(Self.request("claude-sonnet-4-20250514:mock-tool-use", tools: true))
      #expect(!used.calls.isEmpty)
      await #expect(throws: AgentError.self) { try await openAI.complete(Self.request("gpt-4.1:mock-401")) }
      await #expect(throws: AgentError.self) { try await openAI.complete(Self.request("gpt-4.1:mock-503")) }
    }
  }
}

/// A running mock-ai-api.
enum MockAI {
  static var path: String? {
    ProcessInfo.processInfo.environment["QUARTET_TEST_MOCK_AI"].flatMap { $0.isEmpty ? nil : $0 }
  }

  static func run(_ body: (HTTPClient) async throws -> Void) async throws {
    let process = Process()
    // Its servers are children that outlive it: `setsid` makes one group, which can be ended as a whole.
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments = [path ?? ""]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let http = HTTPClientService()
    var outcome: Result<Void, any Error>
    do {
      try await ready(http.client)
      try await body(http.client)
      outcome = .success(())
    } catch {
      outcome = .failure(error)
    }
    try await http.client.shutdown()
    kill(-process.processIdentifier, SIGTERM)
    process.terminate()
    process.waitUntilExit()
    try outcome.get()
  }

  /// Asks until both halves answer.
  private static func ready(_ client: HTTPClient) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    for port in [8011, 8012] {
      while (try? await client.execute(HTTPClientRequest(url: "http://127.0.0.1:\(port)/"), timeout: .seconds(2)))
        == nil
      {
        guard ContinuousClock.now < deadline else { throw CancellationError() }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }
}
