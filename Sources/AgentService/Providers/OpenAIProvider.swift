import Runtime

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
    // Some leave the reason out of an answer that came in one piece.
    if let reason = choice.finishReason, !reason.isEmpty { try checkEnd(reason) }
    return message.reply(usage: answer.usage, request: request, finishReason: choice.finishReason)
  }

  func stream(_ request: ModelRequest) async throws -> ModelStream {
    try await http.stream(
      endpoint.url("chat/completions"), headers: headers, body: body(request, streaming: true), take)
  }

  /// - Returns: false once nothing more is to come.
  @Sendable private func take(
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
      // The usage comes after it, in a chunk of its own.
      if let reason = choice.finishReason, !reason.isEmpty {
        try checkEnd(reason)
        progress.isWhole = true
      }
    }
    return true
  }

  /// - Throws: ``AgentError`` for a reason that is not the answer's own end: the provider broke off.
  private func checkEnd(_ reason: String) throws {
    guard !OpenAIWire.ends.contains(reason) else { return }
    throw http.failed("it ended its answer before its end", said: reason)
  }

  private func failure(_ error: ProviderWire.Failure?) -> AgentError {
    http.failed("it ended its answer with an error", said: error?.message)
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
