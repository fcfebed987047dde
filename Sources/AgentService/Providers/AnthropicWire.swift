import Foundation
import Runtime

/// The bodies of Anthropic's messages API (docs.anthropic.com, "Messages" and "Streaming Messages").
enum AnthropicWire {
  static func body(_ request: ModelRequest, streaming: Bool) -> JSONValue {
    var body: [String: JSONValue] = [
      "model": .string(request.model), "messages": .array(messages(request.messages)),
      "max_tokens": .int(Int64(request.maxTokens)),
    ]
    let system = ([request.instructions ?? ""] + request.messages.compactMap(\.systemText)).filter { !$0.isEmpty }
    if !system.isEmpty { body["system"] = .string(system.joined(separator: "\n\n")) }
    if let temperature = request.temperature { body["temperature"] = .double(min(1, temperature)) }
    if !request.tools.isEmpty {
      body["tools"] = .array(request.tools.map(tool))
      body["tool_choice"] = ["type": request.toolChoice == .none ? "none" : "auto"]
    }
    if streaming { body["stream"] = true }
    return .object(body)
  }

  /// Messages as blocks; neighbours of one role are joined, because the API wants the roles to take turns.
  private static func messages(_ messages: [ModelMessage]) -> [JSONValue] {
    var turns: [(role: String, blocks: [JSONValue])] = []
    for message in messages {
      guard let (role, blocks) = turn(message), !blocks.isEmpty else { continue }
      if turns.last?.role == role {
        turns[turns.count - 1].blocks += blocks
      } else {
        turns.append((role, blocks))
      }
    }
    return turns.map { ["role": .string($0.role), "content": .array($0.blocks)] }
  }

  private static func turn(_ message: ModelMessage) -> (String, [JSONValue])? {
    switch message {
    case .system: return nil
    case .user(let text): return ("user", block(text))
    case .assistant(let text, let calls):
      let uses = calls.map { call -> JSONValue in
        [
          "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
          "input": (try? JSONValue(text: call.arguments)).flatMap { $0.object == nil ? nil : $0 } ?? [:],
        ]
      }
      return ("assistant", block(text) + uses)
    case .tool(let callID, _, let content):
      return (
        "user", [["type": "tool_result", "tool_use_id": .string(callID), "content": .string(content)]]
      )
    }
  }

  private static func block(_ text: String) -> [JSONValue] {
    text.isEmpty ? [] : [["type": "text", "text": .string(text)]]
  }

  private static func tool(_ tool: ToolDefinition) -> JSONValue {
    [
      "name": .string(tool.name), "description": .string(tool.description), "input_schema": tool.parameters,
    ]
  }

  struct Usage: Decodable {
    var inputTokens: ProviderWire.Count?
    var outputTokens: ProviderWire.Count?
    var cacheReadTokens: ProviderWire.Count?
    var cacheCreationTokens: ProviderWire.Count?

    private enum CodingKeys: String, CodingKey {
      case inputTokens = "input_tokens"
      case outputTokens = "output_tokens"
      case cacheReadTokens = "cache_read_input_tokens"
      case cacheCreationTokens = "cache_creation_input_tokens"
    }

    /// Nil when it says nothing.
    var model: ModelUsage? {
      guard inputTokens?.value != nil || outputTokens?.value != nil else { return nil }
      let prompt = [inputTokens, cacheReadTokens, cacheCreationTokens].reduce(0) { $0 + ($1?.value ?? 0) }
      return ModelUsage(promptTokens: prompt, completionTokens: outputTokens?.value ?? 0)
    }
  }

  struct Answer: Decodable {
    struct Block: Decodable {
      var type: String
      var text: String?
      var id: String?
      var name: String?
      var input: ProviderWire.Arguments?
    }
    var content: [Block]
    var usage: Usage?
    var stopReason: String?

    private enum CodingKeys: String, CodingKey {
      case content, usage
      case stopReason = "stop_reason"
    }

    /// Thinking, redacted or not, is not for the reader.
    func reply(provider: String, request: ModelRequest) throws -> ModelReply {
      let text = content.filter { $0.type == "text" }.compactMap(\.text).joined()
      let calls = try content.filter { $0.type == "tool_use" }.map { block in
        guard let id = block.id, let name = block.name else {
          throw AgentError.providerUnavailable(provider, detail: "its tool call has no id or name")
        }
        return ModelToolCall(id: id, name: name, arguments: block.input?.text ?? "{}")
      }
      return ModelReply(
        text: text, calls: calls, usage: TokenEstimate.usage(request, text, reported: usage?.model),
        truncated: stopReason == "max_tokens")
    }
  }

  struct Chunk: Decodable {
    struct Started: Decodable { var usage: Usage? }
    struct Delta: Decodable {
      var text: String?
      var stopReason: String?

      private enum CodingKeys: String, CodingKey {
        case text
        case stopReason = "stop_reason"
      }
    }
    var type: String?
    var message: Started?
    var delta: Delta?
    var usage: Usage?
    var error: ProviderWire.Failure?

    init(_ text: String) throws { self = try JSONDecoder().decode(Chunk.self, from: Data(text.utf8)) }
  }
}

extension ModelMessage {
  fileprivate var systemText: String? {
    if case .system(let text) = self { text } else { nil }
  }
}
