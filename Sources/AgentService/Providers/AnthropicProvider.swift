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
    return try answer.reply(provider: name, request: request)
  }

  func stream(_ request: ModelRequest) async throws -> ModelStream {
    try await http.stream(
      endpoint.url("messages"), headers: headers, body: AnthropicWire.body(request, streaming: true), take)
  }

  /// - Returns: false once nothing more is to come.
  @Sendable private func take(
    _ event: ServerSentEvents.Event, _ progress: inout StreamProgress, _ emit: ModelStream.Emit
  ) async throws -> Bool {
    let chunk = try AnthropicWire.Chunk(event.data)
    switch event.name == "error" ? "error" : chunk.type {
    case "message_start":
      progress.usage = chunk.message?.usage?.model
    case "content_block_delta":
      // Thinking comes in deltas of its own, without a text.
      guard let text = chunk.delta?.text, !text.isEmpty else { break }
      progress.hasText = true
      try await emit(text)
    case "message_delta":
      if chunk.delta?.stopReason != nil { progress.isWhole = true }
      // Cumulative: the last one is the whole answer's.
      if let output = chunk.usage?.outputTokens?.value {
        progress.usage = ModelUsage(promptTokens: progress.usage?.promptTokens ?? 0, completionTokens: output)
      }
    case "error":
      throw http.failed("it ended its answer with an error", said: chunk.error?.message)
    case "message_stop":
      progress.isWhole = true
      return false
    default: break  // ping, content_block_start and whatever is added later
    }
    return true
  }

  private var headers: [(String, String)] {
    [("x-api-key", endpoint.apiKey ?? ""), ("anthropic-version", Self.version)]
  }
}
