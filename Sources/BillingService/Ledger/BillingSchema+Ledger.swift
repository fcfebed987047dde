import Storage

extension BillingSchema {
  /// Journals and their entries are only ever added: the engine itself refuses anything else. Keys are natural
  /// ones ("topup:pi_1"), so that the same facts leave the same rows in whatever order they arrive.
  ///
  /// `accounts` has a row for each account of a subject, with its running balance; a tenant's own accounts
  /// (`issued`, `consumed`, …) are the sums of their entries, because every posting would meet in such a row.
  static let ledger = Migration("0005_ledger") { dialect in
    [
      """
      CREATE TABLE accounts (
        tenant_id TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        asset TEXT NOT NULL,
        subject_kind TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        posted BIGINT NOT NULL DEFAULT 0,
        held BIGINT NOT NULL DEFAULT 0,
        minimum BIGINT,
        usage_seq BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT accounts_held CHECK (held >= 0),
        CONSTRAINT accounts_minimum CHECK (minimum IS NULL OR posted - held >= minimum)
      )
      """,
      "CREATE INDEX accounts_by_subject ON accounts (tenant_id, subject_kind, subject_id)",
      """
      CREATE TABLE journals (
        tenant_id TEXT NOT NULL,
        key TEXT NOT NULL,
        request_hash BYTEA NOT NULL,
        kind TEXT NOT NULL,
        subject_kind TEXT,
        subject_id TEXT,
        occurred_at BIGINT NOT NULL,
        reverses TEXT,
        response BYTEA NOT NULL,
        PRIMARY KEY (tenant_id, key),
        UNIQUE (tenant_id, reverses)
      )
      """,
      "CREATE INDEX journals_by_subject ON journals (tenant_id, subject_kind, subject_id, occurred_at)",
      """
      CREATE TABLE entries (
        tenant_id TEXT NOT NULL,
        journal_key TEXT NOT NULL,
        line BIGINT NOT NULL,
        account_id TEXT NOT NULL,
        asset TEXT NOT NULL,
        lot_id TEXT,
        amount BIGINT NOT NULL CHECK (amount <> 0),
        occurred_at BIGINT NOT NULL,
        PRIMARY KEY (tenant_id, journal_key, line)
      )
      """,
      "CREATE INDEX entries_by_account ON entries (tenant_id, account_id, occurred_at)",
    ] + appendOnly(["journals", "entries"], function: "refuse_ledger_change", dialect)
  }

  /// The hash chain over the journals, made afterwards as that of the audit log (ADR 0006).
  static let journalSeals = Migration("0006_journal_seals") { dialect in
    [
      "CREATE TABLE journals_unsealed (tenant_id TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (tenant_id, key))",
      """
      CREATE TABLE journal_seals (
        position BIGINT PRIMARY KEY,
        tenant_id TEXT NOT NULL,
        journal_key TEXT NOT NULL,
        hash BYTEA NOT NULL,
        UNIQUE (tenant_id, journal_key)
      )
      """,
    ] + appendOnly(["journal_seals"], function: "refuse_journal_seal_change", dialect)
  }

  /// Which replica runs which worker until when, and when each last came to its end.
  static let workers = Migration(
    "0010_workers",
    [
      """
      CREATE TABLE workers (
        name TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        leased_until BIGINT NOT NULL,
        finished_at BIGINT
      )
      """
    ])

  /// Triggers that refuse to change or delete a row.
  static func appendOnly(_ tables: [String], function: String, _ dialect: Dialect) -> [String] {
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
        CREATE FUNCTION \(function)() RETURNS trigger LANGUAGE plpgsql AS $refuse$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END
        $refuse$
        """
      return [refusal]
        + tables.map { table in
          """
          CREATE TRIGGER \(table)_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON \(table)
          FOR EACH STATEMENT EXECUTE FUNCTION \(function)()
          """
        }
    }
  }
}
