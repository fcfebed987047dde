import Foundation
import GRPCCore
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
    var connecting: Task<Void, Never>?
    var isClosed = false
  }
  /// How often DNS is asked for replicas that have come or gone.
  private static let refreshInterval = Duration.seconds(5)

  private static let connectionsPerReplica = 2

  private let host: String
  private let port: Int
  private let state = Mutex(State())

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  var authority: String { "\(host):\(port)" }

  /// - Throws: `RPCError`, or `CancellationError`.
  func call(
    _ headers: HPACKHeaders, _ message: [UInt8], deadline: ContinuousClock.Instant?
  ) async throws -> UnaryAnswer {
    if let connection = next() { return try await connection.call(headers, message, deadline: deadline) }
    await connect()
    guard let connection = next() else {
      throw RPCError(code: .unavailable, message: "The service at \(authority) can't be reached.")
    }
    return try await connection.call(headers, message, deadline: deadline)
  }

  /// Keeps the connections in step with DNS until shutdown.
  func run() async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await self.connect()
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

  private func next() -> UnaryConnection? {
    state.withLock { state in
      guard !state.connections.isEmpty else { return nil }
      state.turn = (state.turn &+ 1) % state.connections.count
      return state.connections.values[
        state.connections.values.index(state.connections.startIndex, offsetBy: state.turn)]
    }
  }

  /// Opens what is missing; callers who come at the same time wait for the same attempt.
  private func connect() async {
    let task = state.withLock { state in
      if let task = state.connecting { return task }
      let task = Task {
        await self.openMissing()
        self.state.withLock { $0.connecting = nil }
      }
      state.connecting = task
      return task
    }
    await task.value
  }

  private func openMissing() async {
    guard let addresses = try? await Resolver.addresses(host: host, port: port) else { return }
    let wanted = addresses.flatMap { address in
      (0..<Self.connectionsPerReplica).map { Key(address: address, index: $0) }
    }
    let stale = state.withLock { state in
      let gone = state.connections.keys.filter { !wanted.contains($0) }
      return gone.compactMap { state.connections.removeValue(forKey: $0) }
    }
    for connection in stale { connection.close() }
    for key in wanted where state.withLock({ $0.connections[key] == nil && !$0.isClosed }) {
      let connection = try? await UnaryConnection.open(key.address) { [weak self] ended in
        self?.state.withLock { state in
          if state.connections[key] === ended { state.connections[key] = nil }
        }
      }
      guard let connection else { continue }
      let isKept = state.withLock { state in
        // It may have ended before anyone knew it.
        guard !state.isClosed, connection.isActive else { return false }
        state.connections[key] = connection
        return true
      }
      if !isKept { connection.close() }
    }
  }
}

/// Looks host names up, all addresses of each.
enum Resolver {
  static func addresses(host: String, port: Int) async throws -> [SocketAddress] {
    try await NIOThreadPool.singleton.runIfActive { try lookUp(host, port) }
  }

  private static func lookUp(_ host: String, _ port: Int) throws -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &first) == 0 else {
      throw RPCError(code: .unavailable, message: "The host \(host) is not known.")
    }
    defer { freeaddrinfo(first) }
    var addresses: [SocketAddress] = []
    var current = first
    while let info = current {
      let address: SocketAddress? =
        switch info.pointee.ai_family {
        case AF_INET:
          info.pointee.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) }
        case AF_INET6:
          info.pointee.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) }
        default: nil
        }
      if let address, !addresses.contains(address) { addresses.append(address) }
      current = info.pointee.ai_next
    }
    // Where a name has both kinds (localhost), the service listens on one: IPv4 comes first here.
    let v4 = addresses.filter { $0.protocol == .inet }
    return v4.isEmpty ? addresses : v4
  }
}
