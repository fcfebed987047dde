import Foundation
import Logging
import Storage
import Testing

/// The storage engines that a test runs over. PostgreSQL is there when `./quartet test` has started
/// one and named it in `QUARTET_TEST_POSTGRES_URL`.
public enum Engine: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case sqlite
  case postgres

  public static var postgresURL: String? {
    ProcessInfo.processInfo.environment["QUARTET_TEST_POSTGRES_URL"].flatMap { $0.isEmpty ? nil : $0 }
  }

  public static var available: [Engine] { postgresURL == nil ? [.sqlite] : allCases }

  public var testDescription: String { rawValue }
}

/// Gives `body` an empty database of its own on the engine, and removes it afterwards.
public func withDatabase<T>(
  _ engine: Engine, schema: String = "test", poolSize: Int = 8, _ body: (any Database) async throws -> T
) async throws -> T {
  let place = try DatabasePlace(engine, schema: schema)
  let database = try place.open(poolSize: poolSize)
  do {
    let result = try await body(database)
    await database.close()
    try await place.remove()
    return result
  } catch {
    await database.close()
    try? await place.remove()
    throw error
  }
}
