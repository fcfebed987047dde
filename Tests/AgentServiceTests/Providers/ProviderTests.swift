import AsyncHTTPClient
import NIOHTTP1
import Runtime
import Testing

@testable import AgentService

@Suite("Model providers")
struct ProviderTests {
  static let request = ModelRequest(
    model: "m", instructions: "Be kind.",
    messages: [
      .user("hi"),
      .assistant("", calls: [ModelToolCall(id: "c1", name: "search_products", arguments: #"{"query":"x"}"#)]),
      .tool(callID: "c1", name: "search_products", content: "{}"),
    ], tools: [SearchProducts().definition], temperature: 1.5, maxTokens: 50)

  @Test("OpenAI: tool calls, usage and the key")
  func openAI() async throws {
    let exchange = CannedExchange([
      .init(chunks: [
        #"{"choices":[{"message":{"content":null,"tool_calls":[{"id":"c2","type":"function","#,
        #""function":{"name":"create_order","arguments":"{\"a\":1}"}}]}}],"usage":{"prompt_tokens":9,"completion_tokens":3}}"#,
      ])
    ])
    let reply = try await exchange.openAI().complete(Self.request)
    #expect(reply.calls == [ModelToolCall(id: "c2", name: "create_order", arguments: #"{"a":1}"#)])
    #expect(reply.usage == ModelUsage(promptTokens: 9, completionTokens: 3))
    let request = try #require(exchange.requests.first)
    #expect(request.url == "https://ai.test/v1/chat/completions")
    #expect(request.headers.first(name: "authorization") == "Bearer sk-test")
    let body = exchange.openAI().body(Self.request, streaming: true)
    #expect(body["messages"]?.array?.compactMap { $0["role"]?.string } == ["system", "user", "assistant", "tool"])
    #expect(body["stream_options"]?["include_usage"] == true)
    #expect(body["max_completion_tokens"] == 50)
    #expect(exchange.openAI("deepseek").body(Self.request, streaming: false)["max_tokens"] == 50)
  }

  @Test("OpenAI: a stream's text comes piece by piece, with the usage at its end")
  func openAIStream() async throws {
    let exchange = CannedExchange([
      .init(chunks: [
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\ndata: {\"choices\":[{\"del",
        "ta\":{\"content\":\"Ol\u{E1}\"}}]}\n\n", "data: {\"choices\":[{\"delta\":{\"content\":\"!\"}}]}\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n",
      ])
    ])
    let pieces = Pieces()
    let usage = try await exchange.openAI().stream(Self.request).relay { await pieces.add($0) }
    #expect(await pieces.all == ["Olá", "!"])
    #expect(usage == ModelUsage(promptTokens: 5, completionTokens: 2))
  }

  @Test("Anthropic: roles take turns, the system text stands apart, tool use comes back as calls")
  func anthropic() async throws {
    let exchange = CannedExchange([
      .init(chunks: [
        #"{"content":[{"type":"text","text":"Vou ver."},{"type":"tool_use","id":"t1","name":"search_products","#,
        #""input":{"query":"café"}}],"usage":{"input_tokens":20,"cache_read_input_tokens":5,"output_tokens":4}}"#,
      ])
    ])
    let reply = try await exchange.anthropic().complete(Self.request)
    #expect(reply.text == "Vou ver." && reply.usage == ModelUsage(promptTokens: 25, completionTokens: 4))
    #expect(reply.calls == [ModelToolCall(id: "t1", name: "search_products", arguments: #"{"query":"café"}"#)])
    #expect(exchange.requests.first?.url == "https://ai.test/v1/messages")
    #expect(exchange.requests.first?.headers.first(name: "x-api-key") == "key")
    var request = Self.request
    request.messages.append(.user("and?"))
    request.messages.insert(.system("Context."), at: 0)
    let body = AnthropicWire.body(request, streaming: false)
    #expect(body["messages"]?.array?.compactMap { $0["role"]?.string } == ["user", "assistant", "user"])
    #expect(body["system"] == "Be kind.\n\nContext." && body["temperature"] == .double(1))
  }

  @Test("Anthropic: a stream's text and usage; an error in it is an outage")
  func anthropicStream() async throws {
    let start =
      "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":8}}}\n\n"
    let delta =
      "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Oi\"}}\n\n"
    let end =
      "data: {\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":3}}\n\ndata: {\"type\":\"message_stop\"}\n\n"
    let failure = "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"Overloaded\"}}\n\n"
    let exchange = CannedExchange([
      .init(chunks: [start, "event: ping\ndata: {\"type\":\"ping\"}\n\n", delta, end]),
      .init(chunks: [start, failure]),
    ])
    let pieces = Pieces()
    let usage = try await exchange.anthropic().stream(Self.request).relay { await pieces.add($0) }
    #expect(await pieces.all == ["Oi"])
    #expect(usage == ModelUsage(promptTokens: 8, completionTokens: 3))
    let broken = try await exchange.anthropic().stream(Self.request)
    await #expect(
      throws:
        AgentError.providerUnavailable("anthropic", detail: "it ended its answer with an error", said: "Overloaded")
    ) {
      _ = try await broken.relay { _ in }
    }
  }

  @Test("busy providers are asked again, after the time that they name")
  func retries() async throws {
    let good = CannedExchange.Answer(chunks: [#"{"choices":[{"message":{"content":"ok"}}]}"#])
    let exchange = CannedExchange([
      .init(status: .tooManyRequests, headers: ["retry-after": "2"]), .init(status: .badGateway), good,
    ])
    #expect(try await exchange.openAI().complete(Self.request).text == "ok")
    #expect(exchange.pauses.first == .seconds(2) && exchange.requests.count == 3)
  }

  @Test("a provider that stays busy, asks for too long a wait, or refuses, is a clear error")
  func failures() async throws {
    let down = CannedExchange(Array(repeating: .init(status: .serviceUnavailable), count: 3))
    await #expect(throws: AgentError.self) { try await down.openAI().complete(Self.request) }
    #expect(down.requests.count == 3)
    let long = CannedExchange([.init(status: .tooManyRequests, headers: ["retry-after": "600"])])
    let busy = try await #require(throws: AgentError.self) { try await long.openAI().complete(Self.request) }
    #expect(busy.serviceError.retryAfter == .seconds(600) && busy.serviceError.reason == "OPENAI_UNAVAILABLE")
    let refusing = CannedExchange([.init(status: .unauthorized, chunks: [#"{"error":{"message":"bad key"}}"#])])
    let refused = try await #require(throws: AgentError.self) { try await refusing.openAI().complete(Self.request) }
    #expect(refused == .providerRefused("openai", status: 401, said: "bad key"))
    #expect(!refused.serviceError.message.contains("bad key"))
    let nonsense = CannedExchange([.init(chunks: ["<html>"])])
    let error = try await #require(throws: AgentError.self) { try await nonsense.openAI().complete(Self.request) }
    #expect(error.serviceError.code == .unavailable)
  }

  @Test("Ollama's embeddings are checked and brought to unit length")
  func ollama() async throws {
    let vector = [Float](repeating: 2, count: 1024).description
    let exchange = CannedExchange([
      .init(chunks: ["{\"embeddings\":[\(vector)]}"]), .init(chunks: [#"{"embeddings":[[1]]}"#]),
    ])
    let embedder = OllamaEmbedder(baseURL: "http://ollama.test/v1/", http: exchange.http("ollama"))
    let vectors = try await embedder.embed(["x"])
    #expect(abs(vectors[0].reduce(0) { $0 + $1 * $1 } - 1) < 1e-3)
    #expect(exchange.requests.first?.url == "http://ollama.test/api/embed")
    await #expect(throws: AgentError.self) { try await embedder.embed(["x"]) }
  }

  @Test("only providers with a key are asked; the others' models are answered offline")
  func choice() throws {
    let providers = ModelProviders([ScriptedProvider("openai")])
    #expect(providers.choose(ModelName(provider: "openai", model: "gpt-4o")).model == "gpt-4o")
    #expect(providers.choose(ModelName(provider: "anthropic", model: "claude")).provider.name == "offline")
    #expect(throws: AgentError.providerNotConfigured("anthropic")) {
      try providers.choose(explicitly: ModelName(provider: "anthropic", model: "claude"))
    }
    #expect(
      try ModelProviders([]).choose(explicitly: ModelName(provider: "openai", model: "x")).provider.name == "offline")
  }
}
