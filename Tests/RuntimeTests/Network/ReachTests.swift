import GRPCCore
import Logging
import NIOHPACK
import NIOPosix
import Synchronization
import Testing

@testable import Runtime

@Suite("Reaching a service")
struct ReachTests {
  private static let headers: HPACKHeaders = [
    ":method": "POST", ":scheme": "http", ":path": "/quartet.billing.v1.PlanService/ListPublicPlans",
    ":authority": "localhost", "te": "trailers", "content-type": "application/grpc",
  ]

  /// A port that nobody listens on.
  private static func closedPort() async throws -> Int {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = server.localAddress?.port ?? 0
    try await server.close()
    return port
  }

  @Test("a caller learns why the service can't be reached, and the log says it once")
  func refused() async throws {
    let lines = LogLines()
    let client = UnaryClient(host: "127.0.0.1", port: try await Self.closedPort(), logger: lines.logger)
    for _ in 0..<3 {
      let error = await #expect(throws: RPCError.self) {
        try await client.call(Self.headers, [], deadline: nil)
      }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains("Connection refused") == true)
    }
    #expect(lines.all == ["a service can't be reached"])
    client.close()
  }

  @Test("a name that is not a host's is told to the caller")
  func unknownName() async throws {
    let client = UnaryClient(host: "no host", port: 1, logger: LogLines().logger)
    let error = await #expect(throws: RPCError.self) {
      try await client.call(Self.headers, [], deadline: nil)
    }
    #expect(error?.message.contains("The host no host can't be resolved") == true)
    client.close()
  }

  @Test(
    "a call that surely did not run is sent again",
    arguments: [[FakeReplica.Behaviour.refuse], [.goAway], [.refuse, .goAway], [.goAway, .refuse]])
  func again(_ plan: [FakeReplica.Behaviour]) async throws {
    let replica = FakeReplica(plan)
    try await replica.serve { port in
      let client = UnaryClient(host: "127.0.0.1", port: port)
      let answer = try await client.call(Self.headers, [], deadline: nil)
      #expect(answer.message.isEmpty)
      client.close()
    }
    #expect(replica.calls == plan.count + 1)
  }

  @Test("a call that may have run is not sent again")
  func once() async throws {
    let replica = FakeReplica([.hangUp])
    try await replica.serve { port in
      let client = UnaryClient(host: "127.0.0.1", port: port)
      let error = await #expect(throws: RPCError.self) {
        try await client.call(Self.headers, [], deadline: nil)
      }
      #expect(error?.code == .unavailable)
      client.close()
    }
    #expect(replica.calls == 1)
  }

  @Test("a connection makes room for another one before its stream ids end")
  func streamIDs() async throws {
    let replica = FakeReplica([])
    var limits = UnaryConnectionHandler.Limits()
    limits.calls = 2
    try await replica.serve { [limits] port in
      let client = UnaryClient(host: "127.0.0.1", port: port, limits: limits)
      for _ in 0..<20 { _ = try await client.call(Self.headers, [], deadline: nil) }
      client.close()
    }
    #expect(replica.calls == 20)
  }
}

/// Collects what is logged.
private final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.lines.withLock { $0.append("\(event.message)") } }
  }
}
