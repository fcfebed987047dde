import Foundation
import TestSupport
import Testing

@Suite("Settings")
struct SettingsTests {
  /// What the compose file leaves alone: the image's own port and directory, and what only measuring wants.
  private static let ownOfTheImage: Set = ["QUARTET_PORT", "QUARTET_DATA_DIR", "QUARTET_SQLITE_GROUP_LIMIT"]

  @Test("docker-compose.yml passes every setting on")
  func compose() async throws {
    let names = try await Self.names()
    #expect(names.count > 30)
    let file = try String(contentsOf: QuartetProcess.root.appending(path: "docker-compose.yml"), encoding: .utf8)
    let passed = Set(file.split(separator: "\n").map { $0.drop { $0 == " " }.prefix { $0 != ":" } }.map(String.init))
    for name in names where !Self.ownOfTheImage.contains(name) { #expect(passed.contains(name), "\(name)") }
  }

  @Test("what is set is listed, and no secret is shown")
  func listed() async throws {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let process = try QuartetProcess(
      ["settings", "--data-dir", directory.path], environment: ["SERVICE_TOKEN": "s3cret", "QUARTET_PORT": "8081"])
    #expect(await process.waitForExit() == 0)
    let lines = process.output.split(separator: "\n")
    #expect(lines.contains("SERVICE_TOKEN=(set)"))
    #expect(lines.contains("QUARTET_PORT=8081"))
    #expect(!process.output.contains("s3cret"))
  }

  /// The first column of the table.
  private static func names() async throws -> [String] {
    let process = try QuartetProcess(["contract", "settings"])
    #expect(await process.waitForExit() == 0)
    return process.output.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
  }
}
