import Storage
import TestSupport
import Testing

@Suite("Types")
struct TypeTests {
  private static let texts = [
    "", "plain", "quote ' and \" and ? and $1 \\", "👩‍👩‍👧‍👦 🇧🇷", "e\u{301} is not \u{e9}", "日本語\r\n\ttab",
    String(repeating: "ß", count: 70_000),
  ]

  @Test("text comes back as it was, to the last code point", arguments: Engine.available)
  func text(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate([Migration("0001", ["CREATE TABLE t (id BIGINT PRIMARY KEY, v TEXT)"])])
      for (id, text) in Self.texts.enumerated() {
        try await database.write { tx in _ = try tx.execute("INSERT INTO t VALUES (?, ?)", id, text) }
      }
      let stored = try await database.read { tx in try tx.all("SELECT v FROM t ORDER BY id") { try $0.text(0) } }
      #expect(stored.map { Array($0.utf8) } == Self.texts.map { Array($0.utf8) })
    }
  }

  @Test("integers keep all 64 bits", arguments: Engine.available)
  func integers(engine: Engine) async throws {
    let values: [Int64] = [.min, .min + 1, -1, 0, 1, 1 << 53 + 1, .max - 1, .max]
    try await withDatabase(engine) { database in
      try await database.migrate([Migration("0001", ["CREATE TABLE t (v BIGINT NOT NULL)"])])
      try await database.write { tx in for value in values { try tx.execute("INSERT INTO t VALUES (?)", value) } }
      let stored = try await database.read { tx in try tx.all("SELECT v FROM t ORDER BY v") { try $0.int(0) } }
      #expect(stored == values)
    }
  }

  @Test("doubles come back bit for bit", arguments: Engine.available)
  func doubles(engine: Engine) async throws {
    let values = [
      0, 0.1, 1.0 / 3, -2.5, .pi, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude, .infinity,
      -.infinity, 1e22, 123_456_789.123_456_789,
    ]
    try await withDatabase(engine) { database in
      try await database.migrate([Migration("0001", ["CREATE TABLE t (id BIGINT, v DOUBLE PRECISION)"])])
      try await database.write { tx in
        for (id, value) in values.enumerated() { try tx.execute("INSERT INTO t VALUES (?, ?)", id, value) }
      }
      let stored = try await database.read { tx in try tx.all("SELECT v FROM t ORDER BY id") { try $0.double(0) } }
      #expect(stored.map(\.bitPattern) == values.map(\.bitPattern))
    }
  }

  @Test("blobs hold any byte, and nothing", arguments: Engine.available)
  func blobs(engine: Engine) async throws {
    let values: [[UInt8]] = [[], [0], [0, 0, 1, 0], Array(0...255), [UInt8](repeating: 0x5c, count: 100_000)]
    try await withDatabase(engine) { database in
      try await database.migrate([Migration("0001", ["CREATE TABLE t (id BIGINT, v BYTEA)"])])
      try await database.write { tx in
        for (id, value) in values.enumerated() { try tx.execute("INSERT INTO t VALUES (?, ?)", id, value) }
      }
      let stored = try await database.read { tx in try tx.all("SELECT v FROM t ORDER BY id") { try $0.blob(0) } }
      #expect(stored == values)
    }
  }

  @Test("NULL is NULL in every type, and empty is not", arguments: Engine.available)
  func nulls(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate([
        Migration("0001", ["CREATE TABLE t (id BIGINT, a TEXT, b BIGINT, c DOUBLE PRECISION, d BYTEA)"])
      ])
      try await database.write { tx in
        let text: String? = nil
        try tx.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", 1, text, nil as Int?, nil as Double?, nil as [UInt8]?)
        try tx.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", 2, "", 0, 0.0, [UInt8]())
      }
      let stored = try await database.read { tx in
        try tx.all("SELECT a, b, c, d FROM t ORDER BY id") { row in
          [
            try row.optionalText(0) == nil, try row.optionalInt(1) == nil, try row.optionalDouble(2) == nil,
            try row.optionalBlob(3) == nil,
          ]
        }
      }
      #expect(stored == [[true, true, true, true], [false, false, false, false]])
    }
  }

  @Test("text with NUL is refused before it is sent, and the transaction can go on", arguments: Engine.available)
  func nul(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      let balance = try await database.write { tx in
        #expect(throws: StorageError.textContainsNUL) { try Bank.open(tx, 1, owner: "a\0b") }
        try Bank.open(tx, 1, balance: 5)
        return try Bank.balance(tx, 1)
      }
      #expect(balance == 5)
      await #expect(throws: StorageError.textContainsNUL) {
        try await database.read { tx in try tx.exists("SELECT 1 FROM accounts WHERE owner = ?", "\0") }
      }
    }
  }

  @Test("one statement takes values and NULLs in the same place", arguments: Engine.available)
  func mixedArguments(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate([Migration("0001", ["CREATE TABLE t (id BIGINT, v BIGINT, w TEXT)"])])
      try await database.write { tx in
        for (id, value) in [nil, 7, nil, 8].enumerated() {
          try tx.execute("INSERT INTO t VALUES (?, ?, ?)", id, value, value.map { "\($0)" })
        }
      }
      let matches = try await database.read { tx in
        try [nil, 7, 9].map { (wanted: Int?) in
          try tx.all(
            "SELECT id FROM t WHERE ? IS NULL OR v = ? ORDER BY id /* ? */ -- ?\n", wanted, wanted
          ) { try $0.int(0) }
        }
      }
      #expect(matches == [[0, 1, 2, 3], [1], []])
    }
  }

  @Test("expressions have the same types on both engines", arguments: Engine.available)
  func expressions(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate([Migration("0001", ["CREATE TABLE t (v BIGINT)"])])
      try await database.write { tx in
        for value in [1, 2, 4] { try tx.execute("INSERT INTO t VALUES (?)", value) }
      }
      try await database.read { tx in
        _ = try tx.first(
          """
          SELECT SUM(v), COUNT(*), AVG(v), MAX(v) = 4, EXISTS (SELECT 1 FROM t WHERE v = 3), '?', ?, ?, ?, ?, 2.50
          FROM t
          """, 5, "text", 1.5, [1, 0] as [UInt8]
        ) { (row: any Row) throws in
          #expect(try row.int(0) == 7)
          #expect(try row.double(0) == 7)
          #expect(try row.int(1) == 3)
          #expect(try abs(row.double(2) - 7.0 / 3) < 1e-12)
          #expect(try row.bool(3))
          #expect(try !row.bool(4))
          #expect(try row.text(5) == "?")
          #expect(try row.int(6) == 5)
          #expect(try row.text(7) == "text")
          #expect(try row.double(8) == 1.5)
          #expect(try row.blob(9) == [1, 0])
          #expect(try row.double(10) == 2.5)
        }
      }
    }
  }

  @Test("reading a column as another type is an error, not a guess", arguments: Engine.available)
  func unexpectedTypes(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.read { tx in
        _ = try tx.first("SELECT ?, ?, ?, ?", "12", 12, 1.5, nil as String?) { row in
          for read in [
            { _ = try row.int(0) }, { _ = try row.blob(0) }, { _ = try row.double(0) }, { _ = try row.text(1) },
            { _ = try row.blob(1) }, { _ = try row.int(2) }, { _ = try row.text(3) }, { _ = try row.int(3) },
            { _ = try row.text(4) },
          ] as [() throws -> Void] {
            let error = #expect(throws: StorageError.self) { try read() }
            guard case .unexpectedType? = error else {
              Issue.record("\(String(describing: error))")
              continue
            }
          }
        }
      }
    }
  }

  @Test("statements say how many rows they changed", arguments: Engine.available)
  func changes(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      try await database.write { tx in
        for id in 1...5 { try Bank.open(tx, id) }
        #expect(try tx.execute("UPDATE accounts SET balance = 1 WHERE id > ?", 2) == 3)
        #expect(try tx.execute("UPDATE accounts SET balance = 1 WHERE id > ?", 20) == 0)
        #expect(try tx.execute("CREATE TABLE extra (id BIGINT)") == 0)
        #expect(try tx.execute("INSERT INTO extra SELECT id FROM accounts") == 5)
        #expect(try tx.execute("DELETE FROM extra WHERE id = ?", 1) == 1)
        let ids = try tx.all("INSERT INTO extra VALUES (8), (9) RETURNING id") { try $0.int(0) }
        #expect(ids == [8, 9])
        try tx.forEach("SELECT id FROM extra ORDER BY id", []) { outer in
          let id = try outer.int(0)
          let again = try tx.all("SELECT id FROM extra ORDER BY id") { try $0.int(0) }
          #expect(again.contains(id))
        }
      }
    }
  }
}
