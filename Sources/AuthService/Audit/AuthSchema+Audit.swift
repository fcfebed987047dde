import Storage

extension AuthSchema {
  /// Entries are only ever added, and so are their seals: the engine itself refuses anything else.
  /// `audit_unsealed` lists what the sealer has yet to chain.
  static let audit = Migration("0008_audit") { dialect in
    let sequence =
      switch dialect {
      case .sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT"
      case .postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
      }
    return [
      """
      CREATE TABLE audit_log (
        seq \(sequence),
        id TEXT NOT NULL UNIQUE,
        tenant_id TEXT NOT NULL,
        actor_kind TEXT NOT NULL,
        actor_id TEXT,
        action TEXT NOT NULL,
        target_type TEXT NOT NULL,
        target_id TEXT NOT NULL,
        organization_id TEXT,
        details TEXT NOT NULL,
        ip_address TEXT,
        request_id TEXT,
        at BIGINT NOT NULL
      )
      """,
      "CREATE INDEX audit_log_by_target ON audit_log (tenant_id, target_type, target_id, seq)",
      "CREATE INDEX audit_log_by_actor ON audit_log (tenant_id, actor_id, seq)",
      "CREATE INDEX audit_log_by_organization ON audit_log (tenant_id, organization_id, seq)",
      "CREATE TABLE audit_unsealed (entry_id TEXT PRIMARY KEY)",
      """
      CREATE TABLE audit_seals (
        position BIGINT PRIMARY KEY,
        entry_id TEXT NOT NULL UNIQUE,
        hash BYTEA NOT NULL
      )
      """,
      // Where the chain ends, and which replica may go on with it until when.
      """
      CREATE TABLE audit_chain (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        position BIGINT NOT NULL,
        hash BYTEA NOT NULL,
        sealer TEXT,
        leased_until BIGINT NOT NULL
      )
      """,
      """
      INSERT INTO audit_chain (id, position, hash, leased_until)
      VALUES (1, 0, \(zeroes(32, dialect)), 0)
      """,
    ] + guards(dialect)
  }

  private static func zeroes(_ count: Int, _ dialect: Dialect) -> String {
    let digits = String(repeating: "00", count: count)
    switch dialect {
    case .sqlite: return "X'\(digits)'"
    case .postgres: return "decode('\(digits)', 'hex')"
    }
  }

  private static func guards(_ dialect: Dialect) -> [String] {
    let tables = ["audit_log", "audit_seals"]
    switch dialect {
    case .sqlite:
      return tables.flatMap { table in
        ["UPDATE", "DELETE"].map { verb in
          """
          CREATE TRIGGER \(table)_refuses_\(verb.lowercased()) BEFORE \(verb) ON \(table)
          BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END
          """
        }
      }
    case .postgres:
      let refusal = """
        CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END
        $refuse$
        """
      return [refusal]
        + tables.map { table in
          """
          CREATE TRIGGER \(table)_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON \(table)
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
          """
        }
    }
  }
}
