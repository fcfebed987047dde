import Contracts
import NIOHTTP1
import Runtime
import TestSupport
import Testing

@testable import AgentService

@Suite("Providers' answers, whole, broken and otherwise shaped")
struct ProviderAnswerTests {
  static func delta(_ content: String, finish: String = "null") -> String {
    #"{"choices":[{"index":0,"delta":{"content":\#(content)},"finish_reason":\#(finish)}]}"#
  }

  static func openAI(_ events: String..., end: String = "\n\n") -> [String] {
    [events.map { "data: \($0)" }.joined(separator: "\n\n") + end]
  }

  static func anthropic(_ types: String..., end: String = "\n\n") -> [String] {
    [types.map { "data: \($0)" }.joined(separator: "\n\n") + end]
  }

  static let start = #"{"type":"message_start","message":{"usage":{"input_tokens":8}}}"#
  static let text = #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"Meia "}}"#
  static let ended = #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}"#
  static let stop = #"{"type":"message_stop"}"#

  // MARK: Streams

  static let brokenStreams: [(String, CannedExchange.Answer, String)] = [
    ("openai", .init(chunks: openAI(delta(#""Meia ""#))), "Meia "),
    ("openai", .init(chunks: openAI(delta(#""Meia ""#), #"{"choices":[{"delta":{"cont"#, end: "")), "Meia "),
    (
      "openai", .init(chunks: openAI(delta(#""Meia ""#)) + ["event: error\ndata: {\"message\":\"overloaded\"}\n\n"]),
      "Meia "
    ),
    ("openai", .init(chunks: openAI(delta(#""Meia ""#), #"{"error":{"message":"overloaded"}}"#)), "Meia "),
    ("openai", .init(chunks: openAI(delta(#""Meia ""#), #"{"error":"overloaded"}"#, end: "")), "Meia "),
    ("openai", .init(chunks: openAI(delta(#""Meia ""#, finish: #""error""#))), "Meia "),
    (
      "openai", .init(chunks: openAI(delta(#""Meia ""#, finish: #""insufficient_system_resource""#), "[DONE]")), "Meia "
    ),
    ("openai", .init(chunks: openAI(delta(#""Meia ""#, finish: #""network_error""#), "[DONE]")), "Meia "),
    ("openai", .init(chunks: [": ping\n\n: ping\n\n"]), ""),
    ("openai", .init(chunks: []), ""),
    ("openai", .init(chunks: openAI("[DONE]")), ""),
    ("openai", .init(chunks: openAI(delta(#""""#, finish: #""stop""#), "[DONE]")), ""),
    ("openai", .init(chunks: ["<html><body>Bad gateway</body></html>"]), ""),
    ("openai", .init(headers: ["content-type": "text/html"], chunks: ["<html>data: [DONE]\n\n</html>"]), ""),
    ("openai", .init(headers: ["content-type": "application/json"], chunks: [#"{"error":{"message":"no"}}"#]), ""),
    ("anthropic", .init(chunks: anthropic(start, text)), "Meia "),
    ("anthropic", .init(chunks: anthropic(start, text) + ["event: error\ndata: {\"type\":\"x\"}\n\n"]), "Meia "),
    (
      "anthropic", .init(chunks: anthropic(start, text, #"{"type":"error","error":{"message":"busy"}}"#, end: "")),
      "Meia "
    ),
    ("anthropic", .init(chunks: anthropic(start, stop)), ""),
    ("anthropic", .init(chunks: anthropic(start)), ""),
  ]

  @Test("a stream that breaks off is an error, with what came before it or nothing", arguments: brokenStreams.indices)
  func brokenStream(_ index: Int) async throws {
    let (name, answer, said) = Self.brokenStreams[index]
    let exchange = CannedExchange([answer])
    let provider: any ModelProvider = name == "openai" ? exchange.openAI() : exchange.anthropic()
    try await withAgentWorld(providers: [provider]) { world in
      world.billing.state.withLock { $0.planSlug = "pro" }
      let pieces = Pieces()
      let error = try await refusal {
        try await world.stream(
          StreamChatTests.request("Oi") {
            $0.modelID = name == "openai" ? "gpt-4o-mini" : "claude-3-opus-20240229"
          }, each: { await pieces.add($0) })
      }
      #expect(error.code == .unavailable && error.reason == "\(name.uppercased())_UNAVAILABLE")
      #expect(await pieces.all.joined() == said)
      // What was streamed is paid for, and nothing else.
      #expect(world.billing.settled.isEmpty == said.isEmpty)
      #expect(world.billing.released.isEmpty == !said.isEmpty)
    }
  }

  static let wholeStreams: [(String, [String], String, ModelUsage?)] = [
    ("openai", openAI(delta(#""Oi""#), "[DONE]"), "Oi", nil),
    ("openai", openAI(delta(#""Oi""#), "[DONE]", end: ""), "Oi", nil),
    ("openai", openAI(delta(#""Oi""#, finish: #""length""#)), "Oi", nil),
    ("openai", openAI(delta(#""Oi""#), delta("null", finish: #""stop""#), end: "\n"), "Oi", nil),
    (
      "openai",
      openAI(
        delta(#""Oi""#, finish: #""stop""#), #"{"choices":[],"usage":{"prompt_tokens":"7","completion_tokens":2.0}}"#,
        "[DONE]"), "Oi", ModelUsage(promptTokens: 7, completionTokens: 2)
    ),
    ("openai", openAI(delta(#""Oi""#, finish: #""stop""#), #"{"choices":[],"usage":{}}"#, "[DONE]"), "Oi", nil),
    (
      "mistral",
      openAI(
        delta(#"[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]"#),
        delta(#"[{"type":"text","text":"Bom "},{"type":"output_text","text":"dia"}]"#, finish: #""stop""#)), "Bom dia",
      nil
    ),
    (
      "deepseek",
      openAI(#"{"choices":[{"delta":{"content":null,"reasoning_content":"hm"}}]}"#, delta(#""Oi""#), "[DONE]"),
      "Oi", nil
    ),
    (
      "openai", openAI(#"{"choices":[{"delta":{"refusal":"Não posso."},"finish_reason":"stop"}]}"#, "[DONE]"),
      "Não posso.", nil
    ),
    ("anthropic", anthropic(start, text, ended, stop), "Meia ", ModelUsage(promptTokens: 8, completionTokens: 3)),
    ("anthropic", anthropic(start, text, ended, end: "\n"), "Meia ", ModelUsage(promptTokens: 8, completionTokens: 3)),
    (
      "anthropic",
      anthropic(
        #"{"type":"message_start","message":{}}"#,
        #"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"hm"}}"#,
        #"{"type":"content_block_start","content_block":{"type":"redacted_thinking","data":"x"}}"#, text, stop),
      "Meia ",
      nil
    ),
  ]

  @Test("a stream is whole once its provider says so, however it writes it", arguments: wholeStreams.indices)
  func wholeStream(_ index: Int) async throws {
    let (name, chunks, said, usage) = Self.wholeStreams[index]
    let exchange = CannedExchange([.init(headers: ["content-type": "text/event-stream"], chunks: chunks)])
    let provider: any ModelProvider = name == "anthropic" ? exchange.anthropic() : exchange.openAI(name)
    let pieces = Pieces()
    let reported = try await provider.stream(ProviderTests.request).relay { await pieces.add($0) }
    #expect(await pieces.all.joined() == said)
    #expect(reported == usage)
  }

  // MARK: Whole answers

  static func completion(_ message: String, usage: String = #"{"prompt_tokens":1,"completion_tokens":1}"#) -> String {
    #"{"choices":[{"message":\#(message),"finish_reason":"stop"}],"usage":\#(usage)}"#
  }

  @Test(
    "an answer's text and calls are read in every shape",
    arguments: [
      ("openai", completion(#"{"content":"Oi"}"#), "Oi", nil),
      (
        "mistral", completion(#"{"content":[{"type":"thinking","thinking":[]},{"type":"text","text":"Bom dia!"}]}"#),
        "Bom dia!", nil
      ),
      ("openai", completion(#"{"content":[{"type":"output_text","text":"Bom "},"dia"]}"#), "Bom dia", nil),
      ("openai", completion(#"{"content":{"type":"text","text":"Oi"}}"#), "Oi", nil),
      ("openai", completion(#"{"content":[{"type":"refusal","refusal":"Não."}]}"#), "Não.", nil),
      ("openai", completion(#"{"content":null,"refusal":"Não."}"#), "Não.", nil),
      ("deepseek", completion(#"{"content":"Oi","reasoning_content":"hm"}"#), "Oi", nil),
      (
        "ollama",
        completion(#"{"content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}"#), "", #"{"a":1}"#
      ),
      (
        "openai", completion(#"{"content":null,"tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]}"#),
        "", "{}"
      ),
      ("openai", completion(#"{"tool_calls":[{"id":"c","function":{"name":"f","arguments":null}}]}"#), "", "{}"),
      ("openai", completion(#"{"tool_calls":[{"id":"c","function":{"name":"f"}}]}"#), "", "{}"),
      (
        "anthropic",
        #"{"content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"x"},"#
          + #"{"type":"text","text":"Oi"}],"usage":{"input_tokens":1,"output_tokens":1}}"#, "Oi", nil
      ),
      ("anthropic", #"{"content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]}"#, "", #"{"a":1}"#),
    ] as [(String, String, String, String?)])
  func shapes(_ name: String, _ body: String, _ text: String, _ arguments: String?) async throws {
    let exchange = CannedExchange([.init(chunks: [body])])
    let provider: any ModelProvider = name == "anthropic" ? exchange.anthropic() : exchange.openAI(name)
    let reply = try await provider.complete(ProviderTests.request)
    #expect(reply.text == text && reply.calls.first?.arguments == arguments)
    #expect(reply.usage.totalTokens > 0)
  }

  @Test(
    "usage is read in every shape, and estimated where it says nothing",
    arguments: [
      (#"{"prompt_tokens":"12","completion_tokens":3.0}"#, ModelUsage(promptTokens: 12, completionTokens: 3)),
      (#"{"prompt_tokens":-5,"completion_tokens":3}"#, ModelUsage(promptTokens: 0, completionTokens: 3)),
      (#"{"prompt_tokens":9223372036854775807,"completion_tokens":1e300}"#, nil),
      (#"{"prompt_tokens":1,"completion_tokens":1e30}"#, nil),
      (#"{"prompt_tokens":null}"#, nil), (#"{"prompt_tokens":"many"}"#, nil), ("null", nil), ("{}", nil),
    ] as [(String, ModelUsage?)])
  func usage(_ usage: String, _ expected: ModelUsage?) async throws {
    let exchange = CannedExchange([.init(chunks: [Self.completion(#"{"content":"Oi, tudo bem?"}"#, usage: usage)])])
    let reply = try await exchange.openAI().complete(ProviderTests.request)
    #expect(reply.usage == expected ?? TokenEstimate.usage(ProviderTests.request, "Oi, tudo bem?", reported: nil))
  }

  @Test(
    "what is not an answer is an error to the caller, not an empty answer",
    arguments: [
      "", "<html>", "{}", "[]", #"{"choices":[]}"#, #"{"choices":[{}]}"#, #"{"error":{"message":"busy"}}"#,
      #"{"error":"busy"}"#, #"{"choices":null}"#,
      #"{"choices":[{"message":{"content":"Meia"},"finish_reason":"insufficient_system_resource"}]}"#,
      #"{"choices":[{"message":{"content":"Meia"},"finish_reason":"error"}]}"#,
    ])
  func noAnswer(_ body: String) async throws {
    for name in ["openai", "anthropic"] {
      let exchange = CannedExchange([.init(chunks: [body])])
      let provider: any ModelProvider = name == "anthropic" ? exchange.anthropic() : exchange.openAI()
      await #expect(throws: AgentError.self) { try await provider.complete(ProviderTests.request) }
    }
  }

  @Test("an answer that ends at its longest length is marked")
  func truncated() async throws {
    let openAI = CannedExchange([
      .init(chunks: [#"{"choices":[{"message":{"content":"Era uma"},"finish_reason":"length"}]}"#])
    ])
    #expect(try await openAI.openAI().complete(ProviderTests.request).truncated)
    let anthropic = CannedExchange([
      .init(chunks: [#"{"content":[{"type":"text","text":"Era uma"}],"stop_reason":"max_tokens"}"#])
    ])
    #expect(try await anthropic.anthropic().complete(ProviderTests.request).truncated)
    let whole = CannedExchange([.init(chunks: [Self.completion(#"{"content":"Oi"}"#)])])
    #expect(try await !whole.openAI().complete(ProviderTests.request).truncated)
  }
}
