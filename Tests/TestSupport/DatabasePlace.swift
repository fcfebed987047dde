import Foundation
import Logging
import Storage

/// Where a test's database is, for tests that open it more than once or from several processes.
public struct DatabasePlace: Sendable {
  public let engine: Engine
  /// The SQLite file, or the PostgreSQL URL.
  public let location: String
  /// The PostgreSQL schema; unique to this place.
  public let schema: String

  public init(_ engine: Engine, schema: String = "test") throws {
    let id = UUID().uuidString.lowercased().replacing("-", with: "")
    self.engine = engine
    self.schema = "\(schema)_\(id)"
    switch engine {
    case .sqlite:
      let directory = FileManager.default.temporaryDirectory.appending(path: "quartet-\(id)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      self.location = directory.appending(path: "\(schema).db").path
    case .postgres:
      self.location = Engine.postgresURL ?? ""
    }
  }

  public func open(poolSize: Int = 8, acquireTimeout: Duration = .seconds(180)) throws -> any Database {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    switch engine {
    case .sqlite: return try Databases.sqlite(path: location, logger: logger)
    case .postgres:
      return try Databases.postgres(
        url: location, schema: schema, poolSize: poolSize, acquireTimeout: acquireTimeout, logger: logger)
    }
  }

  public func remove() async throws {
    switch engine {
    case .sqlite:
      try FileManager.default.removeItem(at: URL(filePath: location).deletingLastPathComponent())
    case .postgres:
      let database = try open(poolSize: 1)
      try await database.write { [schema] tx in _ = try tx.execute("DROP SCHEMA IF EXISTS \(schema) CASCADE") }
      await database.close()
    }
  }
}
