import Contracts
import Runtime
import TestSupport

/// A service on a free port of this machine and a channel to it.
struct Network: Sendable {
  static let token = "service-token"

  let port: Int
  let channel: NetworkChannel

  func call(metadata: [(String, String)] = []) async throws {
    var call = Call(caller: Caller(credential: .service), requestID: "request-1")
    for (name, value) in metadata { call.metadata.addString(value, forKey: name) }
    _ = try await ServiceChannel.network(channel).call(.listPublicPlans, .init(), as: call)
  }
}

/// Serves while `body` runs; both ends are gone afterwards.
func withNetwork<T: Sendable>(
  _ service: FakeService = .plans(), budget: ConnectionBudget = ConnectionBudget(maximum: 100),
  _ body: @escaping @Sendable (Network) async throws -> T
) async throws -> T {
  let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
  let server = try NetworkServer(
    module: service.module("billing"), host: "127.0.0.1", port: 0, serviceToken: Network.token, budget: budget
  ) { _, port in continuation.yield(port) }
  return try await withThrowingTaskGroup(of: T?.self) { group in
    group.addTask {
      try await server.run()
      return nil
    }
    group.addTask {
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      let channel = try NetworkChannel(
        host: "127.0.0.1", port: port, serviceToken: Network.token, retryable: { _ in false })
      return try await body(Network(port: port, channel: channel))
    }
    while let result = try await group.next() {
      if let result {
        group.cancelAll()
        return result
      }
    }
    throw CancellationError()
  }
}
