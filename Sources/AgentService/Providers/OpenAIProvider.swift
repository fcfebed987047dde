/// OpenAI's chat completions, which DeepSeek, Mistral and Ollama speak too.
struct OpenAIProvider: ModelProvider {
  let name: String
  let endpoint: ProviderEndpoint
  let http: ProviderHTTP

  func complete(_ request: ModelRequest) async throws -> ModelReply {
    let answer = try await http.json(
      endpoint.url("chat/completions"), headers: headers, body: body(request, streaming: false),
      as: OpenAIWire.Completion.self)
    if let error = answer.error { throw failure(error) }
    guard let choice = answer.choices?.first, let message = choice.message else {
      throw AgentError.providerUnavailable(name, detail: "its answer has no choices")
    }
    return message.reply(usage: answer.usage, request: request, finishReason: choice.finishReason)
  }

  func stream(_ request: ModelRequest) async throws -> ModelStream {
    let response = try await http.events(
      endpoint.url("chat/completions"), headers: headers, body: body(request, streaming: true))
    return ModelStream { emit in
      do {
        var progress = StreamProgress()
        try await ServerSentEvents.read(response.body) { try await take($0, &progress, emit) }
        return try progress.requireWhole(name)
      } catch {
        throw http.broken(error)
      }
    }
  }

  /// - Returns: false once nothing more is to come.
  private func take(
    _ event: ServerSentEvents.Event, _ progress: inout StreamProgress, _ emit: ModelStream.Emit
  ) async throws -> Bool {
    if event.data == "[DONE]" {
      progress.isWhole = true
      return false
    }
    let chunk = try OpenAIWire.Chunk(event.data)
    if event.name == "error" || chunk.error != nil { throw failure(chunk.error) }
    if let reported = chunk.usage?.model { progress.usage = reported }
    for choice in chunk.choices ?? [] {
      if let text = choice.delta?.text, !text.isEmpty {
        progress.hasText = true
        try await emit(text)
      }
      if choice.finishReason == "error" { throw failure(nil) }
      // The usage comes after it, in a chunk of its own.
      if choice.finishReason != nil { progress.isWhole = true }
    }
    return true
  }

  private func failure(_ error: ProviderWire.Failure?) -> AgentError {
    .providerUnavailable(name, detail: error?.message ?? "it ended its answer with an error")
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
