import Storage
import TestSupport
import Testing

@testable import Runtime

@Suite("Storage failures at a service's border")
struct StorageFailureTests {
  @Test("a full disk is a 503 to be tried again, a value that can't be stored the caller's error")
  func errors() {
    let full = ServiceError(any: StorageError.full("no space"))
    #expect(full.code == .unavailable && full.reason == "STORAGE_FULL" && full.retryAfter != nil)
    let busy = ServiceError(any: StorageError.overloaded("out of memory"))
    #expect(busy.code == .unavailable && busy.reason == "DATABASE_BUSY" && busy.retryAfter != nil)
    let unacceptable = ServiceError(any: StorageError.unacceptable("index row"))
    #expect(unacceptable.code == .invalidArgument && unacceptable.reason == "VALUE_NOT_STORABLE")
    #expect(ServiceError(any: StorageError.timedOut) == .deadlineExceeded)
  }

  @Test("transactions of a call end with its deadline")
  func deadline() async throws {
    let deadline = ContinuousClock.now + .seconds(7)
    let call = Call(caller: Caller(), requestID: "r", deadline: deadline)
    let bound = await call.bind { StatementLimit.deadline }
    #expect(bound == deadline)
    #expect(StatementLimit.deadline == nil)
  }

  @Test("a service whose disk is full says so, in one process and over the network")
  func health() async throws {
    try await withDatabase(.sqlite) { database in
      try await database.migrate([])
      let module = ServiceModule(name: "order", services: [], database: database)
      let services = InProcessServices()
      services.host(module)
      try await withServer(module) { network in
        for channel in [ServiceChannel.inProcess(services), .network(network)] {
          let problem = try await channel.storageProblem(of: "order", Self.call())
          #expect(problem == nil)
        }
        try await Self.fill(database)
        for channel in [ServiceChannel.inProcess(services), .network(network)] {
          let problem = try await channel.storageProblem(of: "order", Self.call())
          #expect(problem == "The disk is full.")
        }
      }
    }
  }

  private static func call() -> Call { Call(caller: Caller(), requestID: "", deadline: .now + .seconds(60)) }

  private static func fill(_ database: any Database) async throws {
    await #expect(throws: StorageError.self) {
      try await database.write { tx in
        _ = try tx.exists("PRAGMA max_page_count = 1")
        try tx.execute("CREATE TABLE filler (text TEXT)")
        for _ in 0..<100 { try tx.execute("INSERT INTO filler VALUES (?)", String(repeating: "x", count: 10_000)) }
      }
    }
  }

  private func withServer(
    _ module: ServiceModule, _ body: @escaping @Sendable (NetworkChannel) async throws -> Void
  ) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let server = try NetworkServer(module: module, host: "127.0.0.1", port: 0, serviceToken: "token") {
      continuation.yield($1)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      var iterator = ports.makeAsyncIterator()
      let port = await iterator.next() ?? 0
      let channel = try NetworkChannel(host: "127.0.0.1", port: port, serviceToken: "token", retryable: { _ in false })
      group.addTask { try await channel.run() }
      try await body(channel)
      group.cancelAll()
    }
  }
}
