import GRPCCore

/// Runs `body` and cancels it when the client gives the call up: over the network gRPC signals that on the
/// context and leaves the task alone (grpc-swift-2, `ServerContext.RPCCancellationHandle`).
func cancelledWithCall<T: Sendable>(
  _ context: ServerContext, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
  try await withThrowingTaskGroup(of: T?.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await context.cancellation.cancelled
      return nil
    }
    defer { group.cancelAll() }
    while let result = try await group.next() {
      if let result { return result }
      group.cancelAll()
    }
    throw CancellationError()
  }
}
