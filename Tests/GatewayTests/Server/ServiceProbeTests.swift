import Runtime
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite("Service probe")
struct ServiceProbeTests {
  @Test("a service whose disk is full is told from the others")
  func fullDisk() async throws {
    try await withDatabase(.sqlite) { database in
      try await database.migrate([])
      await #expect(throws: StorageError.self) {
        try await database.write { tx in
          _ = try tx.exists("PRAGMA max_page_count = 1")
          try tx.execute("CREATE TABLE filler (text TEXT)")
          for _ in 0..<100 { try tx.execute("INSERT INTO filler VALUES (?)", String(repeating: "x", count: 10_000)) }
        }
      }
      let services = InProcessServices()
      services.host(ServiceModule(name: "order", services: [], database: database))
      let results = await ServiceProbe(channels: ServiceChannels(inProcess: services)).results()
      #expect(results.map(\.name) == ["auth", "billing", "agent", "order"])
      #expect(results.map { $0.problem == "The disk is full." } == [false, false, false, true])
    }
  }
}
