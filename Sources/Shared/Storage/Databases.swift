import Foundation
public import Logging

/// Opens databases.
public enum Databases {
  /// Opens a SQLite file in WAL mode with `synchronous=FULL`, and creates it and its directory when
  /// they are missing.
  /// - Parameter groupLimit: the most writes that share a commit; 1 gives each a commit of its own, which
  ///   is what group commit is measured against.
  /// - Throws: ``StorageError`` when the file can't be opened or is not a database.
  public static func sqlite(path: String, groupLimit: Int = 1024, logger: Logger) throws -> any Database {
    try SQLiteDatabase(path: path, groupLimit: groupLimit, logger: logger)
  }

  /// A schema of a PostgreSQL database, created on first use. Connections are opened when they are
  /// needed, at most `poolSize` of them, so a server that is down shows at the first use.
  /// - Parameters:
  ///   - url: `postgres://user:password@host:port/database`, and whatever else libpq takes.
  ///   - schema: lower-case letters, digits and `_`.
  ///   - acquireTimeout: how long a call waits for a connection of the pool.
  /// - Throws: ``StorageError`` when the URL or the schema's name can't be one.
  public static func postgres(
    url: String, schema: String, poolSize: Int = 16, acquireTimeout: Duration = .seconds(5), logger: Logger
  ) throws -> any Database {
    try PostgresDatabase(
      PostgresSettings(url: url, schema: schema), poolSize: poolSize, acquireTimeout: acquireTimeout, logger: logger)
  }
}
