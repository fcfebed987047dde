/// A service's own SQL database: one SQLite file, or one schema of a PostgreSQL database.
///
/// Closures are synchronous, free of side effects and may run more than once: PostgreSQL write
/// transactions are SERIALIZABLE and are retried on a serialization failure, and SQLite writes of
/// several callers share one commit. A `write` returns only after its commit is on disk.
/// A transaction whose task is cancelled, or that takes longer than ``StatementLimit`` allows, is stopped
/// in the middle of its statement and undone.
public protocol Database: Sendable {
  /// Which engine this is, for SQL that truly differs.
  var dialect: Dialect { get }

  /// Whether the database takes writes.
  var health: StorageHealth { get }

  /// Runs `body` on a consistent snapshot. Writing in it is an error.
  /// - Throws: what `body` throws, or ``StorageError``.
  func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T

  /// Runs `body` in a write transaction; everything it did is undone when it throws.
  /// - Throws: what `body` throws, or ``StorageError``.
  func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T

  /// Applies the migrations that have not been applied yet, in order, each exactly once however many
  /// processes start at the same moment. They take as long as they take.
  func migrate(_ migrations: [Migration]) async throws

  /// Waits for what is running and closes every connection.
  func close() async
}
