import NIOCore

/// OpenAI's chat completions, which DeepSeek, Mistral and Ollama speak too.
struct OpenAIProvider: ModelProvider {
  let name: String
  let endpoint: ProviderEndpoint
  let http: ProviderHTTP

  func complete(_ request: ModelRequest) async throws -> ModelReply {
    let answer = try await http.json(
      endpoint.url("chat/completions"), headers: headers, body: body(request, streaming: false),
      as: OpenAIWire.Completion.self)
    guard let message = answer.choices.first?.message else {
      throw AgentError.providerUnavailable(name, detail: "its answer has no choices")
    }
    return message.reply(usage: answer.usage, request: request)
  }

  func stream(_ request: ModelRequest) async throws -> ModelStream {
    let response = try await http.post(
      endpoint.url("chat/completions"), headers: headers, body: body(request, streaming: true))
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
        if event.data == "[DONE]" { return usage }
        let chunk = try OpenAIWire.Chunk(event.data)
        if let error = chunk.error {
          throw AgentError.providerUnavailable(name, detail: error.message ?? "it ended the stream with an error")
        }
        if let reported = chunk.usage { usage = reported.model }
        for choice in chunk.choices ?? [] {
          if let text = choice.delta?.content, !text.isEmpty { try await emit(text) }
        }
      }
    }
    return usage
  }

  private var headers: [(String, String)] {
    endpoint.apiKey.map { [("authorization", "Bearer \($0)")] } ?? []
  }

  func body(_ request: ModelRequest, streaming: Bool) -> JSONValue {
    OpenAIWire.body(
      request, streaming: streaming,
      // Only OpenAI itself knows the newer name of the limit; o-series models refuse the older one.
      tokenLimit: name == "openai" ? "max_completion_tokens" : "max_tokens")
  }
}
