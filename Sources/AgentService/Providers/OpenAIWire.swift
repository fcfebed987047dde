import Foundation
import Runtime

/// The bodies of OpenAI's chat completions (platform.openai.com, "Create chat completion").
enum OpenAIWire {
  /// The reasons for which an answer ends as it should, at OpenAI and at those that speak its API: the model was
  /// done, the longest answer was reached, tools are wanted, or a filter has cut something out. Any other one,
  /// as DeepSeek's "insufficient_system_resource", means that it broke off.
  static let ends: Set = [
    "stop", "eos", "end_turn", "stop_sequence", "length", "model_length", "max_tokens", "tool_calls", "function_call",
    "content_filter",
  ]
  private static let limits: Set = ["length", "model_length", "max_tokens"]

  static func body(_ request: ModelRequest, streaming: Bool, tokenLimit: String) -> JSONValue {
    var messages = request.messages.map(message)
    if let instructions = request.instructions, !instructions.isEmpty {
      messages.insert(["role": "system", "content": .string(instructions)], at: 0)
    }
    var body: [String: JSONValue] = [
      "model": .string(request.model), "messages": .array(messages), tokenLimit: .int(Int64(request.maxTokens)),
    ]
    if let temperature = request.temperature { body["temperature"] = .double(temperature) }
    if !request.tools.isEmpty {
      body["tools"] = .array(request.tools.map(tool))
      body["tool_choice"] = request.toolChoice == .none ? "none" : "auto"
    }
    if streaming {
      body["stream"] = true
      body["stream_options"] = ["include_usage": true]
    }
    return .object(body)
  }

  private static func message(_ message: ModelMessage) -> JSONValue {
    switch message {
    case .system(let text): return ["role": "system", "content": .string(text)]
    case .user(let text): return ["role": "user", "content": .string(text)]
    case .assistant(let text, let calls):
      if calls.isEmpty { return ["role": "assistant", "content": .string(text)] }
      let wire = calls.map { call -> JSONValue in
        [
          "id": .string(call.id), "type": "function",
          "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
        ]
      }
      return ["role": "assistant", "content": text.isEmpty ? .null : .string(text), "tool_calls": .array(wire)]
    case .tool(let callID, _, let content):
      return ["role": "tool", "tool_call_id": .string(callID), "content": .string(content)]
    }
  }

  private static func tool(_ tool: ToolDefinition) -> JSONValue {
    [
      "type": "function",
      "function": [
        "name": .string(tool.name), "description": .string(tool.description), "parameters": tool.parameters,
      ],
    ]
  }

  struct Completion: Decodable {
    struct Choice: Decodable {
      var message: Message?
      var finishReason: String?

      private enum CodingKeys: String, CodingKey {
        case message
        case finishReason = "finish_reason"
      }
    }
    var choices: [Choice]?
    var usage: Usage?
    var error: ProviderWire.Failure?
  }

  struct Message: Decodable {
    struct Call: Decodable {
      struct Function: Decodable {
        var name: String
        var arguments: ProviderWire.Arguments?
      }
      var id: String?
      var function: Function
    }
    var content: ProviderWire.Content?
    var refusal: String?
    var toolCalls: [Call]?

    private enum CodingKeys: String, CodingKey {
      case content, refusal
      case toolCalls = "tool_calls"
    }

    /// A refusal is an answer too; reasoning ("reasoning_content") is not.
    var text: String {
      let said = content?.text ?? ""
      return said.isEmpty ? refusal ?? "" : said
    }

    func reply(usage: Usage?, request: ModelRequest, finishReason: String?) -> ModelReply {
      let calls = (toolCalls ?? []).enumerated().map { place, call in
        // Ollama leaves ids out; any id will do, as long as the result names it again.
        ModelToolCall(
          id: call.id.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(place)", name: call.function.name,
          arguments: call.function.arguments?.text ?? "{}")
      }
      return ModelReply(
        text: text, calls: calls, usage: TokenEstimate.usage(request, text, reported: usage?.model),
        truncated: finishReason.map(OpenAIWire.limits.contains) ?? false)
    }
  }

  struct Usage: Decodable {
    var promptTokens: ProviderWire.Count?
    var completionTokens: ProviderWire.Count?

    private enum CodingKeys: String, CodingKey {
      case promptTokens = "prompt_tokens"
      case completionTokens = "completion_tokens"
    }

    /// Nil when it says nothing.
    var model: ModelUsage? {
      let (prompt, completion) = (promptTokens?.value, completionTokens?.value)
      guard prompt != nil || completion != nil else { return nil }
      return ModelUsage(promptTokens: prompt ?? 0, completionTokens: completion ?? 0)
    }
  }

  struct Chunk: Decodable {
    struct Choice: Decodable {
      var delta: Delta?
      var finishReason: String?

      private enum CodingKeys: String, CodingKey {
        case delta
        case finishReason = "finish_reason"
      }
    }
    struct Delta: Decodable {
      var content: ProviderWire.Content?
      var refusal: String?

      var text: String { (content?.text ?? "") + (refusal ?? "") }
    }
    var choices: [Choice]?
    var usage: Usage?
    var error: ProviderWire.Failure?

    init(_ text: String) throws { self = try JSONDecoder().decode(Chunk.self, from: Data(text.utf8)) }
  }
}
