import Foundation
import TestSupport
import Testing

@Suite("The main job, against the real executable")
struct MainJobTests {
  @Test("plays through in one process on SQLite")
  func oneProcess() async throws {
    try await Installation.with { installation in
      try await play(installation.url, installation.directory)
    }
  }

  @Test("plays through in one process on PostgreSQL", .enabled(if: Engine.postgresURL != nil))
  func oneProcessOnPostgres() async throws {
    let database = try await FreshDatabase.create()
    try await Installation.with(["DATABASE_URL": database]) { installation in
      try await play(installation.url, installation.directory)
    }
  }

  @Test("plays through with each role in a process of its own", .enabled(if: Engine.postgresURL != nil))
  func fleet() async throws {
    try await Fleet.with { fleet in
      try await play(fleet.url, fleet.directory)
    }
  }

  private func play(_ url: String, _ directory: URL) async throws {
    let demo = try QuartetProcess(["demo", "--url", url, "--data-dir", directory.path])
    let code = await demo.waitForExit()
    #expect(code == 0, "\(demo.output)")
    #expect(demo.output.contains("The main job is done."))
  }
}
