import CPostgres

/// Where a PostgreSQL database is, and the schema in it.
struct PostgresSettings: Sendable {
  let url: String
  let schema: String

  /// - Throws: without repeating the URL, which holds a password.
  init(url: String, schema: String) throws(StorageError) {
    guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"), let options = PQconninfoParse(url, nil)
    else { throw .failed(code: "invalid_url", message: "not a URL of the form postgres://user:password@host/database") }
    PQconninfoFree(options)
    let isName = schema.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
      default: false
      }
    }
    guard isName, let first = schema.first, !first.isNumber, schema.utf8.count <= 63 else {
      throw .failed(code: "invalid_schema", message: "a schema is named with a-z, 0-9 and _, not \"\(schema)\"")
    }
    self.url = url
    self.schema = schema
  }

  /// The number of the advisory lock that starters of this schema take.
  var lockNumber: Int64 { StableHash("quartet:\(schema)".utf8).int64 }
}

extension PostgresSettings {
  /// Creates the schema when it is missing. `IF NOT EXISTS` alone fails when two starters meet.
  func createSchema(on link: PostgresLink) throws {
    let found = try link.run(prefix: [], "SELECT 1 FROM pg_namespace WHERE nspname = ?", [.text(schema)])
    guard found.rows == 0 else { return }
    try link.script("SELECT pg_advisory_lock(\(lockNumber))")
    defer { try? link.script("SELECT pg_advisory_unlock(\(lockNumber))") }
    try link.script("CREATE SCHEMA IF NOT EXISTS \"\(schema)\"")
  }
}
