import Logging
import Runtime

/// Asks the agent service what a search query means, and does without when it can't say in time.
struct QueryEmbedder: Sendable {
  let embedder: EmbeddingClient
  let logger: Logger
  /// A person is waiting: words alone are better than a late answer.
  var patience = Duration.seconds(2)

  /// The query's vector, or nil when the agent service is slow, away or refuses.
  /// - Throws: `CancellationError` only.
  func vector(for query: String, tenantID: String) async throws -> EmbeddingVector? {
    do {
      return try await withThrowingTaskGroup(of: EmbeddingVector?.self) { group in
        group.addTask { try await embedder.vector(for: query, tenantID: tenantID) }
        group.addTask {
          try await Task.sleep(for: patience)
          return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
    } catch {
      try Task.checkCancellation()
      logger.warning("search goes by words only", metadata: ["error": "\(error)"])
      return nil
    }
  }
}
