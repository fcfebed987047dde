import Foundation

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
    var inputTokens: Int64?
    var outputTokens: Int64?
    var cacheReadTokens: Int64?
    var cacheCreationTokens: Int64?

    private enum CodingKeys: String, CodingKey {
      case inputTokens = "input_tokens"
      case outputTokens = "output_tokens"
      case cacheReadTokens = "cache_read_input_tokens"
      case cacheCreationTokens = "cache_creation_input_tokens"
    }

    var model: ModelUsage {
      let prompt = (inputTokens ?? 0) + (cacheReadTokens ?? 0) + (cacheCreationTokens ?? 0)
      return ModelUsage(promptTokens: max(0, prompt), completionTokens: max(0, outputTokens ?? 0))
    }
  }

  struct Answer: Decodable {
    struct Block: Decodable {
      var type: String
      var text: String?
      var id: String?
      var name: String?
      var input: JSONValue?
    }
    var content: [Block]
    var usage: Usage?

    func reply(provider: String) throws -> ModelReply {
      let text = content.filter { $0.type == "text" }.compactMap(\.text).joined()
      let calls = try content.filter { $0.type == "tool_use" }.map { block in
        guard let id = block.id, let name = block.name else {
          throw AgentError.providerUnavailable(provider, detail: "its tool call has no id or name")
        }
        return ModelToolCall(id: id, name: name, arguments: (block.input ?? [:]).text)
      }
      return ModelReply(text: text, calls: calls, usage: usage?.model ?? ModelUsage())
    }
  }

  struct Chunk: Decodable {
    struct Started: Decodable { var usage: Usage? }
    struct Delta: Decodable { var text: String? }
    struct Failure: Decodable { var message: String? }
    var type: String
    var message: Started?
    var delta: Delta?
    var usage: Usage?
    var error: Failure?

    init(_ text: String) throws { self = try JSONDecoder().decode(Chunk.self, from: Data(text.utf8)) }
  }
}

extension ModelMessage {
  fileprivate var systemText: String? {
    if case .system(let text) = self { text } else { nil }
  }
}
