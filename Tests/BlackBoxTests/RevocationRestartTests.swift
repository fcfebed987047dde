import Foundation
import TestSupport
import Testing

@Suite("What was revoked stays revoked at a gateway that has just started")
struct RevocationRestartTests {
  @Test("after a restart of everything")
  func restart() async throws {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let first = try await start(directory)
    let loggedOut = try await first.register()
    let deactivated = try await first.register()
    let ended = try await first.register()
    let kept = try await first.register()
    let changed = try await first.register("changed@example.com")
    // A change of the password keeps the session that makes it and ends the others.
    let changing = try await first.app().send(
      "POST", "/v1/auth/login", #"{"email":"changed@example.com","password":"Segredo123"}"#)
    let keeper = changing.json["access_token"] as? String ?? ""
    let revoked = [loggedOut.token, deactivated.token, ended.token, changed.token]
    for token in revoked + [kept.token, keeper] { #expect(try await me(token, first) == 200) }

    let logout = try await first.app().with(bearer(loggedOut.token)).send("POST", "/v1/auth/logout")
    #expect(logout.status == 200)
    let change = try await first.app().with(bearer(keeper)).send(
      "POST", "/v1/auth/change-password", #"{"current_password":"Segredo123","new_password":"Segredo456"}"#)
    #expect(change.status == 200, "\(change.text)")
    for command in [["users", "deactivate", deactivated.id], ["users", "end-sessions", ended.id]] {
      let admin = try QuartetProcess(["admin"] + command + ["--data-dir", directory.path])
      let code = await admin.waitForExit()
      #expect(code == 0, "\(command)")
    }
    await first.process.stop()

    let second = try await start(directory)
    for token in revoked { #expect(try await me(token, second) == 401) }
    for token in [kept.token, keeper] { #expect(try await me(token, second) == 200) }
    await second.process.stop()
  }

  @Test("at a gateway that joins others", .enabled(if: Engine.postgresURL != nil))
  func newGateway() async throws {
    try await Fleet.with { fleet in
      let values = try Installation.readValues(fleet.directory)
      let first = Installation(process: fleet.processes[0], url: fleet.url, directory: fleet.directory, values: values)
      let user = try await first.register()
      #expect(try await me(user.token, first) == 200)
      _ = try await first.app().with(bearer(user.token)).send("POST", "/v1/auth/logout")
      let process = try QuartetProcess(["serve", "gateway", "--port", "0"], environment: fleet.settings)
      let second = Installation(
        process: process, url: try await process.line("ready gateway="), directory: fleet.directory, values: values)
      // From its first request on, and once its stream of revocations lives.
      for _ in 0..<200 { #expect(try await me(user.token, second) == 401) }
      await process.stop()
    }
  }

  private func start(_ directory: URL) async throws -> Installation {
    let process = try QuartetProcess(
      ["up", "--port", "0", "--data-dir", directory.path], environment: ["TRUSTED_PROXIES": "127.0.0.1"])
    return Installation(
      process: process, url: try await process.line("ready gateway="), directory: directory,
      values: try Installation.readValues(directory))
  }

  private func bearer(_ token: String) -> [String: String] { ["Authorization": "Bearer \(token)"] }

  private func me(_ token: String, _ installation: Installation) async throws -> Int {
    try await installation.app().with(bearer(token)).send("GET", "/v1/auth/me").status
  }
}
