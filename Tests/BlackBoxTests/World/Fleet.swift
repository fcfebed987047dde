import Foundation
import TestSupport

/// Every role in a process of its own: four services, two of them twice, and a gateway, on PostgreSQL.
struct Fleet {
  let url: String
  /// Holds a `quartet.env` with the keys, as `up` would have written it.
  let directory: URL
  let processes: [QuartetProcess]
  let settings: [String: String]

  /// Starts a service once more, at its address.
  func again(_ name: String) throws -> QuartetProcess {
    let port = settings["\(name.uppercased())_ADDRESS"].flatMap { $0.split(separator: ":").last } ?? "0"
    return try QuartetProcess(["serve", name, "--port", String(port)], environment: settings)
  }

  static func with<T>(
    _ environment: [String: String] = [:], _ body: (Fleet) async throws -> T
  ) async throws -> T {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    var settings = [
      "DATABASE_URL": try await FreshDatabase.create(), "QUARTET_DATA_DIR": directory.path,
      "SERVICE_TOKEN": "service-secret", "INTERNAL_TOKEN": "internal-secret", "AUTH_TOKEN": "auth-secret",
      "WEBHOOK_TOKEN": "webhook-secret", "CRON_SECRET": "cron-secret", "TRUSTED_PROXIES": "127.0.0.1",
    ].merging(environment) { $1 }
    // Order and agent call each other, so each needs to know a port before it is bound.
    let ports = FreePorts.take(4)
    let names = ["auth", "billing", "agent", "order"]
    for (name, port) in zip(names, ports) { settings["\(name.uppercased())_ADDRESS"] = "127.0.0.1:\(port)" }
    var processes: [QuartetProcess] = []
    do {
      for (name, port) in zip(names, ports) {
        processes.append(try QuartetProcess(["serve", name, "--port", "\(port)"], environment: settings))
      }
      for (name, process) in zip(names, processes) { _ = try await process.line("ready \(name)=") }
      let key = try QuartetProcess(
        ["admin", "keys", "create", "--origin", "http://localhost:3000"], environment: settings)
      guard await key.waitForExit() == 0,
        let text = key.output.split(separator: "\n").last(where: { $0.hasPrefix("pk_live_") })
      else { throw QuartetProcess.NotReady(description: "keys create: \(key.output)") }
      let gateway = try QuartetProcess(["serve", "gateway", "--port", "0"], environment: settings)
      processes.append(gateway)
      let url = try await gateway.line("ready gateway=")
      let values = "QUARTET_URL=\(url)\nQUARTET_PUBLISHABLE_KEY=\(text)\nINTERNAL_TOKEN=internal-secret\n"
      try values.write(to: directory.appending(path: "quartet.env"), atomically: true, encoding: .utf8)
      let result = try await body(Fleet(url: url, directory: directory, processes: processes, settings: settings))
      for process in processes.reversed() { await process.stop() }
      return result
    } catch {
      for process in processes { process.signal(SIGKILL) }
      throw error
    }
  }
}
