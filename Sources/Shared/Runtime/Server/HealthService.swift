import Contracts
import GRPCCore
import Storage
import Synchronization

/// `grpc.health.v1.Health`: SERVING from the first moment on, NOT_SERVING while draining.
///
/// The server serves while its database takes no writes, for reads go on. The component ``storage`` tells:
/// it is NOT_SERVING then, with the reason in a response header.
final class HealthService: Grpc_Health_V1_Health.SimpleServiceProtocol, DirectlyCallable {
  private struct State {
    var draining = false
    var watchers: [UInt64: AsyncStream<Void>.Continuation] = [:]
    var nextWatcher: UInt64 = 0
  }
  static let storage = "storage"
  static let problemHeader = "x-storage-problem"

  private let known: Set<String>
  private let database: (any Database)?
  private let state = Mutex(State())

  init(services: [String], database: (any Database)?) {
    known = Set(services).union([""])
    self.database = database
  }

  /// Tells every watcher that this server takes no more calls.
  func shutDown() {
    let watchers = state.withLock { state in
      state.draining = true
      return state.watchers.values
    }
    for watcher in watchers {
      watcher.yield()
      watcher.finish()
    }
  }

  func check(
    request: Grpc_Health_V1_HealthCheckRequest, context: ServerContext
  ) async throws -> Grpc_Health_V1_HealthCheckResponse {
    if request.service == Self.storage { return await storageStatus() }
    guard known.contains(request.service) else {
      throw ServiceError(.notFound, "SERVICE_UNKNOWN", "This server has no service \(request.service).")
    }
    return status(request.service)
  }

  func watch(
    request: Grpc_Health_V1_HealthCheckRequest, response: RPCWriter<Grpc_Health_V1_HealthCheckResponse>,
    context: ServerContext
  ) async throws {
    let (changes, continuation) = AsyncStream.makeStream(of: Void.self)
    let (id, draining) = state.withLock { state in
      state.nextWatcher += 1
      state.watchers[state.nextWatcher] = continuation
      return (state.nextWatcher, state.draining)
    }
    defer { state.withLock { _ = $0.watchers.removeValue(forKey: id) } }
    try await response.write(status(request.service))
    if draining { return }
    for await _ in changes { try await response.write(status(request.service)) }
  }

  private func storageStatus() async -> Grpc_Health_V1_HealthCheckResponse {
    let problem = await database?.problem()
    if let problem { Call.currentIfAny?.response.add(Self.problemHeader, problem) }
    return .with { $0.status = problem == nil ? .serving : .notServing }
  }

  private func status(_ service: String) -> Grpc_Health_V1_HealthCheckResponse {
    .with {
      $0.status =
        !known.contains(service) ? .serviceUnknown : state.withLock { $0.draining } ? .notServing : .serving
    }
  }
}
