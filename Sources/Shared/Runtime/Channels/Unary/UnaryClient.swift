import GRPCCore
import Logging
import NIOCore
import NIOHPACK
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Unary calls to a service: two connections to each replica that DNS names, taken in turn. Two, because a
/// connection belongs to one event loop at each end.
///
/// grpc-swift's client spends several tasks and two timers on a call, more than the whole rest of a read
/// through the gateway; this one spends an HTTP/2 stream. Streaming calls, which live long, go through
/// grpc-swift (see ``NetworkChannel`` and docs/adr/0005-unary-client.md).
final class UnaryClient: Sendable {
  private struct Key: Hashable {
    var address: SocketAddress
    var index: Int
  }
  private struct State {
    var connections: [Key: UnaryConnection] = [:]
    var turn = 0
    var isConnecting = false
    /// Callers without a connection: told when there is one, or when the attempt has ended without.
    var waiters: [EventLoopPromise<Void>] = []
    /// What kept the last attempt from reaching every replica.
    var problem: String?
    var isClosed = false
  }
  /// How often DNS is asked for replicas that have come or gone.
  private static let refreshInterval = Duration.seconds(5)
  private static let connectionsPerReplica = 2
  /// How often a call that surely did not run is sent, over another connection where there is one.
  private static let maximumAttempts = 3

  private let host: String
  private let port: Int
  private let limits: UnaryConnectionHandler.Limits
  private let logger: Logger
  private let state = Mutex(State())

  init(
    host: String, port: Int, limits: UnaryConnectionHandler.Limits = .init(),
    logger: Logger = Logger(label: "quartet.rpc")
  ) {
    self.host = host
    self.port = port
    self.limits = limits
    self.logger = logger
  }

  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// - Throws: `RPCError`, ``ServiceError`` for a call that no service would take, or `CancellationError`.
  func call(
    _ headers: HPACKHeaders, _ message: [UInt8], deadline: ContinuousClock.Instant?
  ) async throws -> UnaryAnswer {
    var attempt = 1
    while true {
      let connection = try await connection(deadline)
      do {
        return try await connection.call(headers, message, deadline: deadline)
      } catch let refusal as CallNotRun {
        guard attempt < Self.maximumAttempts else { throw unreachable(refusal.reason) }
        attempt += 1
      }
    }
  }

  /// Keeps the connections in step with DNS until shutdown.
  func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        if self.startsConnecting() { await self.openMissing() }
        try? await Task.sleep(for: Self.refreshInterval)
      }
    }
  }

  func close() {
    let connections = state.withLock { state in
      state.isClosed = true
      defer { state.connections = [:] }
      return state.connections.values
    }
    for connection in connections { connection.close() }
  }

  private func connection(_ deadline: ContinuousClock.Instant?) async throws -> UnaryConnection {
    if let connection = next() { return connection }
    try await waitForConnection(deadline)
    guard let connection = next() else { throw unreachable(problem) }
    return connection
  }

  private func next() -> UnaryConnection? {
    state.withLock { state in
      guard !state.connections.isEmpty else { return nil }
      state.turn = (state.turn &+ 1) % state.connections.count
      return state.connections.values[
        state.connections.values.index(state.connections.startIndex, offsetBy: state.turn)]
    }
  }

  /// What keeps the service, or some of its replicas, from being reached.
  var problem: String? { state.withLock { $0.problem } }

  func unreachable(_ reason: String?) -> RPCError {
    RPCError(
      code: .unavailable,
      message: "The service at \(authority) can't be reached: \(reason ?? "The connection was closed").")
  }
}

// Connecting.
extension UnaryClient {
  /// Returns with the first connection, at the end of an attempt without one, or throws at the deadline;
  /// callers who come at the same time wait for the same attempt.
  private func waitForConnection(_ deadline: ContinuousClock.Instant?) async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let waiter = loop.makePromise(of: Void.self)
    let isNeeded = state.withLock { state in
      guard state.connections.isEmpty, !state.isClosed else { return false }
      state.waiters.append(waiter)
      return true
    }
    guard isNeeded else { return waiter.succeed() }
    if startsConnecting() { Task { await self.openMissing() } }
    let timer = deadline.map { deadline in
      loop.scheduleTask(in: TimeAmount(deadline - .now)) {
        waiter.fail(
          RPCError(code: .deadlineExceeded, message: "The service at \(self.authority) was not reached in time."))
      }
    }
    defer { timer?.cancel() }
    try await withTaskCancellationHandler {
      try await waiter.futureResult.get()
    } onCancel: {
      waiter.fail(CancellationError())
    }
  }

  /// Whether the caller is the one to connect: one attempt at a time.
  private func startsConnecting() -> Bool {
    state.withLock { state in
      guard !state.isConnecting else { return false }
      state.isConnecting = true
      return true
    }
  }

  /// Opens what is missing, all at once: a replica that does not answer holds nobody up.
  private func openMissing() async {
    var problems: [String] = []
    do {
      let addresses = try await Resolver.addresses(host: host, port: port)
      let missing = keepOnly(addresses)
      problems = await withTaskGroup(of: String?.self) { group in
        for key in missing { group.addTask { await self.open(key) } }
        return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
      }
    } catch {
      problems = [ConnectFailure.reason(error)]
    }
    finishAttempt(problems.isEmpty ? nil : Set(problems).sorted().joined(separator: "; "))
  }

  /// Lets connections to replicas that are gone end with their calls.
  /// - Returns: the connections that are missing.
  private func keepOnly(_ addresses: [SocketAddress]) -> [Key] {
    let wanted = addresses.flatMap { address in
      (0..<Self.connectionsPerReplica).map { Key(address: address, index: $0) }
    }
    let (stale, missing) = state.withLock { state in
      let gone = state.connections.keys.filter { !wanted.contains($0) }
      let stale = gone.compactMap { state.connections.removeValue(forKey: $0) }
      return (stale, state.isClosed ? [] : wanted.filter { state.connections[$0] == nil })
    }
    for connection in stale { connection.retire() }
    return missing
  }

  /// - Returns: why the replica can't be reached, or nil.
  private func open(_ key: Key) async -> String? {
    do {
      let connection = try await UnaryConnection.open(key.address, limits: limits) { [weak self] ended in
        self?.state.withLock { state in
          if state.connections[key] === ended { state.connections[key] = nil }
        }
      }
      if !keep(connection, key) { connection.close() }
      return nil
    } catch {
      return "\(ConnectFailure.reason(error)) (\(key.address.place))"
    }
  }

  private func keep(_ connection: UnaryConnection, _ key: Key) -> Bool {
    let waiters: [EventLoopPromise<Void>]? = state.withLock { state in
      // It may have ended before anyone knew it.
      guard !state.isClosed, connection.isUsable else { return nil }
      state.connections[key] = connection
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters ?? [] { waiter.succeed() }
    return waiters != nil
  }

  /// Logs a change only: a service that is away is asked for with every call.
  private func finishAttempt(_ problem: String?) {
    let (waiters, old) = state.withLock { state in
      defer {
        state.waiters = []
        state.isConnecting = false
        state.problem = problem
      }
      return (state.waiters, state.problem)
    }
    for waiter in waiters { waiter.succeed() }
    guard old != problem else { return }
    let metadata: Logger.Metadata = ["service": "\(authority)"]
    if let problem {
      logger.warning("a service can't be reached", metadata: metadata.merging(["error": "\(problem)"]) { $1 })
    } else {
      logger.notice("a service is reached again", metadata: metadata)
    }
  }
}
