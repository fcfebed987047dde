import Foundation
import Logging
import Storage
import TestSupport

/// A PostgreSQL database of its own for one test.
enum FreshDatabase {
  /// - Returns: its URL.
  static func create() async throws -> String {
    guard let server = Engine.postgresURL else { throw QuartetProcess.NotReady(description: "no PostgreSQL") }
    let name = "quartet_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    let psql = Process()
    psql.executableURL = URL(filePath: "/usr/bin/env")
    psql.arguments = ["psql", server, "-q", "-c", "CREATE DATABASE \(name)"]
    try psql.run()
    psql.waitUntilExit()
    guard psql.terminationStatus == 0 else { throw QuartetProcess.NotReady(description: "CREATE DATABASE failed") }
    guard var url = URLComponents(string: server) else { throw QuartetProcess.NotReady(description: "bad URL") }
    url.path = "/\(name)"
    return url.string ?? server
  }
}
