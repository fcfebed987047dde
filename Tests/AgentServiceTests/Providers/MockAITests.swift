import AsyncHTTPClient
import Foundation
import Outbound
import Runtime
import TestSupport
import Testing

@testable import AgentService

/// The providers against mock-ai-api (PyPI), a stand-in for OpenAI and Anthropic that their official SDKs
/// accept. Runs where `QUARTET_TEST_MOCK_AI` names its executable.
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
    try await MockAI.run { ports in
      let openAI = OpenAIProvider(
        name: "openai", endpoint: .init(baseURL: "http://127.0.0.1:\(ports.openAI)/v1", apiKey: "sk-test"),
        http: ProviderHTTP(name: "openai", http: OutboundHTTP()))
      let anthropic = AnthropicProvider(
        endpoint: .init(baseURL: "http://127.0.0.1:\(ports.anthropic)", apiKey: "sk-test"),
        http: ProviderHTTP(name: "anthropic", http: OutboundHTTP()))
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

  static func run(_ body: ((openAI: Int, anthropic: Int)) async throws -> Void) async throws {
    let free = FreePorts.take(2)
    let ports = (openAI: free[0], anthropic: free[1])
    let servers = [
      try start("app.openai_app:app", ports.openAI), try start("app.anthropic_app:app", ports.anthropic),
    ]
    // They keep nothing, so that the hard way ends them soonest.
    defer { for server in servers { kill(server.processIdentifier, SIGKILL) } }
    for port in [ports.openAI, ports.anthropic] { try await ready(port) }
    try await body(ports)
  }

  /// Starts one of its two applications. Its own launcher would leave both running when it is ended.
  private static func start(_ application: String, _ port: Int) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: path ?? "").deletingLastPathComponent().appending(path: "python3")
    process.arguments = ["-m", "uvicorn", application, "--host", "127.0.0.1", "--port", String(port)]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Asks until there is any answer.
  private static func ready(_ port: Int) async throws {
    let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/")
    try await eventually { (try? await HTTPClient.shared.execute(request, timeout: .seconds(2))) != nil }
  }
}
