import Runtime

extension ProviderHTTP {
  /// Hands the text of one event on, and notes how far the answer has come.
  /// - Returns: false once nothing more is to come.
  typealias Take =
    @Sendable (
      _ event: ServerSentEvents.Event, _ progress: inout StreamProgress, _ emit: ModelStream.Emit
    ) async throws -> Bool

  /// Posts JSON and answers with the stream of events that comes back, read by `take`.
  /// - Throws: ``AgentError``, from the stream too: for an answer that broke off, or has no text.
  func stream(
    _ url: String, headers: [(String, String)], body: JSONValue, _ take: @escaping Take
  ) async throws -> ModelStream {
    let response = try await events(url, headers: headers, body: body)
    return ModelStream { emit in
      do {
        var progress = StreamProgress()
        try await ServerSentEvents.read(response.body) { try await take($0, &progress, emit) }
        return try progress.requireWhole(name)
      } catch {
        throw broken(error)
      }
    }
  }
}
