import NIOCore

/// Anthropic's messages API.
struct AnthropicProvider: ModelProvider {
  static let version = "2023-06-01"

  let name = "anthropic"
  let endpoint: ProviderEndpoint
  let http: ProviderHTTP

  func complete(_ request: ModelRequest) async throws -> ModelReply {
    let answer = try await http.json(
      endpoint.url("messages"), headers: headers, body: AnthropicWire.body(request, streaming: false),
      as: AnthropicWire.Answer.self)
    return try answer.reply(provider: name)
  }

  func stream(_ request: ModelRequest) async throws -> ModelStream {
    let response = try await http.post(
      endpoint.url("messages"), headers: headers, body: AnthropicWire.body(request, streaming: true))
    return ModelStream { emit in
      do {
        return try await relay(response.body, emit)
      } catch {
        throw http.broken(error)
      }
    }
  }

  private func relay<Body: AsyncSequence>(
    _ body: Body, _ emit: ModelStream.Emit
  ) async throws -> ModelUsage? where Body.Element == ByteBuffer {
    var events = ServerSentEvents()
    var usage: ModelUsage?
    for try await buffer in body {
      for event in events.feed(buffer.readableBytesView) {
        let chunk = try AnthropicWire.Chunk(event.data)
        switch chunk.type {
        case "message_start":
          usage = chunk.message?.usage?.model ?? ModelUsage()
        case "content_block_delta":
          if let text = chunk.delta?.text, !text.isEmpty { try await emit(text) }
        case "message_delta":
          // Cumulative: the last one is the whole answer's.
          if let output = chunk.usage?.outputTokens { usage = (usage ?? ModelUsage()).with(completionTokens: output) }
        case "error":
          throw AgentError.providerUnavailable(name, detail: chunk.error?.message ?? "it ended the stream")
        case "message_stop":
          return usage
        default: break  // ping, content_block_start and whatever is added later
        }
      }
    }
    return usage
  }

  private var headers: [(String, String)] {
    [("x-api-key", endpoint.apiKey ?? ""), ("anthropic-version", Self.version)]
  }
}

extension ModelUsage {
  fileprivate func with(completionTokens: Int64) -> ModelUsage {
    ModelUsage(promptTokens: promptTokens, completionTokens: completionTokens)
  }
}
