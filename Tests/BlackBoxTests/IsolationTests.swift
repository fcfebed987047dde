import Foundation
import TestSupport
import Testing

@Suite("Tenants never see each other", .enabled(if: PythonOracle.isAvailable))
struct IsolationTests {
  @Test("every REST route and every RPC, walked with another tenant's credentials, gives nothing and changes nothing")
  func walk() async throws {
    if Engine.postgresURL == nil {
      try await Installation.with { installation in
        try await walk(
          installation.url, installation.values,
          environment: [
            "QUARTET_DATA_DIR": installation.directory.path
          ], services: [])
      }
    } else {
      try await Fleet.with { fleet in
        var addresses: [String] = []
        for (name, process) in zip(["auth", "billing", "agent", "order"], fleet.processes) {
          addresses.append(try await process.line("ready \(name)="))
        }
        try await walk(
          fleet.url, try Installation.readValues(fleet.directory), environment: fleet.settings, services: addresses)
      }
    }
  }

  private func walk(
    _ url: String, _ values: [String: String], environment: [String: String], services: [String]
  ) async throws {
    let second = try await admin(["tenants", "create", "Second"], environment)
    let settings: [String: Any] = [
      "url": url, "internal_token": values["INTERNAL_TOKEN"] ?? "",
      "service_token": environment["SERVICE_TOKEN"] ?? "", "services": services,
      "first": try await credentials(nil, environment), "second": try await credentials(second, environment),
    ]
    let file = FileManager.default.temporaryDirectory.appending(path: "isolation-\(UUID().uuidString).json")
    try JSONSerialization.data(withJSONObject: settings).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    _ = try PythonOracle.run("isolation.py", [file.path])
  }

  private func credentials(_ tenant: String?, _ environment: [String: String]) async throws -> [String: String] {
    let option = tenant.map { ["--tenant", $0] } ?? []
    let email = "admin-\(tenant ?? "first")@example.com"
    return [
      "publishable": try await admin(["keys", "create", "--origin", "http://localhost:3000"] + option, environment),
      "secret": try await admin(["keys", "create", "--secret"] + option, environment),
      "admin_email": email,
      "admin_password": try await admin(["team", "add", email, "--role", "owner"] + option, environment),
    ]
  }

  /// Runs `quartet admin …`.
  /// - Returns: the last line that it printed.
  private func admin(_ arguments: [String], _ environment: [String: String]) async throws -> String {
    let process = try QuartetProcess(["admin"] + arguments, environment: environment)
    guard await process.waitForExit() == 0, let line = process.output.split(separator: "\n").last else {
      throw QuartetProcess.NotReady(description: "admin \(arguments): \(process.output)")
    }
    return String(line)
  }
}
