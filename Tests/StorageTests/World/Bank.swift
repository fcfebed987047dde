import Storage

/// A small schema that the conformance tests share.
enum Bank {
  static let migrations = [
    Migration(
      "0001_bank",
      [
        """
        CREATE TABLE accounts (
          tenant_id TEXT NOT NULL,
          id BIGINT NOT NULL,
          owner TEXT NOT NULL,
          balance BIGINT NOT NULL,
          PRIMARY KEY (tenant_id, id),
          CONSTRAINT accounts_solvent CHECK (balance >= 0)
        )
        """,
        "CREATE UNIQUE INDEX accounts_owner ON accounts (lower(owner))",
        """
        CREATE TABLE cards (
          id BIGINT PRIMARY KEY,
          tenant_id TEXT NOT NULL,
          account_id BIGINT NOT NULL,
          number TEXT UNIQUE,
          FOREIGN KEY (tenant_id, account_id) REFERENCES accounts (tenant_id, id) DEFERRABLE INITIALLY IMMEDIATE
        )
        """,
      ])
  ]

  static func open(_ tx: any Transaction, _ id: Int, balance: Int = 0, owner: String? = nil) throws {
    try tx.execute(
      "INSERT INTO accounts (tenant_id, id, owner, balance) VALUES (?, ?, ?, ?)", "t", id, owner ?? "owner \(id)",
      balance)
  }

  static func balance(_ tx: any Transaction, _ id: Int) throws -> Int64? {
    try tx.first("SELECT balance FROM accounts WHERE tenant_id = ? AND id = ?", "t", id) { try $0.int(0) }
  }

  static func transfer(_ tx: any Transaction, _ amount: Int64, from: Int, to: Int) throws -> Bool {
    guard let available = try balance(tx, from), available >= amount else { return false }
    try tx.execute("UPDATE accounts SET balance = ? WHERE tenant_id = ? AND id = ?", available - amount, "t", from)
    try tx.execute("UPDATE accounts SET balance = balance + ? WHERE tenant_id = ? AND id = ?", amount, "t", to)
    return true
  }

  static func total(_ tx: any Transaction) throws -> Int64? {
    try tx.first("SELECT SUM(balance) FROM accounts") { try $0.int(0) }
  }
}
