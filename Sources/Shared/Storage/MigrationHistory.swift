/// The table of applied migrations, the same for both engines.
struct MigrationHistory {
  static let createTable = """
    CREATE TABLE IF NOT EXISTS storage_migrations (
      id TEXT PRIMARY KEY,
      checksum TEXT NOT NULL
    )
    """

  private let applied: [String: String]

  init(_ tx: any Transaction) throws {
    let rows = try tx.all("SELECT id, checksum FROM storage_migrations") { (try $0.text(0), try $0.text(1)) }
    self.applied = Dictionary(rows) { first, _ in first }
  }

  /// Whether the migration is still to be applied. Steps that only a newer binary knows are left
  /// alone, so that a rolling upgrade can go back.
  /// - Throws: when it was applied with other statements.
  func isPending(_ migration: Migration, _ dialect: Dialect) throws -> Bool {
    guard let checksum = applied[migration.id] else { return true }
    guard checksum == Self.checksum(migration, dialect) else {
      throw StorageError.failed(
        code: "migration_changed",
        message: "migration \(migration.id) was changed after it had been applied; add a new one instead")
    }
    return false
  }

  static func record(_ migration: Migration, _ tx: any Transaction) throws {
    try tx.execute(
      "INSERT INTO storage_migrations (id, checksum) VALUES (?, ?)", migration.id,
      checksum(migration, tx.dialect))
  }

  private static func checksum(_ migration: Migration, _ dialect: Dialect) -> String {
    var hash = StableHash()
    for statement in migration.statements(dialect) {
      hash.combine(statement.utf8)
      hash.combine(CollectionOfOne(0))
    }
    return hash.hex
  }

  static func refuseDuplicates(_ migrations: [Migration]) throws {
    var seen: Set<String> = []
    for migration in migrations where !seen.insert(migration.id).inserted {
      throw StorageError.failed(code: "migration_duplicate", message: "two migrations are named \(migration.id)")
    }
  }
}
