import Logging
import TestSupport
import Testing

@testable import Storage

@Suite("Concurrency")
struct ConcurrencyTests {
  @Test("transfers at the same time keep the sum", arguments: Engine.available)
  func transfers(engine: Engine) async throws {
    try await withDatabase(engine) { database in
      try await database.migrate(Bank.migrations)
      try await database.write { tx in for id in 0..<10 { try Bank.open(tx, id, balance: 100) } }
      var random = SplitMix(seed: 7)
      let moves = (0..<200).map { _ in
        (from: Int(random.next() % 10), to: Int(random.next() % 10), amount: Int64(random.next() % 40))
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for move in moves where move.from != move.to {
          group.addTask {
            _ = try await database.write { tx in
              try Bank.transfer(tx, move.amount, from: move.from, to: move.to)
            }
          }
          group.addTask {
            let total = try await database.read { tx in try Bank.total(tx) }
            #expect(total == 1000)
          }
        }
        try await group.waitForAll()
      }
      #expect(try await database.read { tx in try Bank.total(tx) } == 1000)
    }
  }

  @Test("no increment is lost, over several databases on the same place", arguments: Engine.available)
  func increments(engine: Engine) async throws {
    let place = try DatabasePlace(engine)
    let databases = try (0..<3).map { _ in try place.open(poolSize: 4) }
    try await databases[0].migrate(Bank.migrations)
    try await databases[0].write { tx in try Bank.open(tx, 1) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<120 {
        group.addTask {
          try await databases[index % 3].write { tx in
            let balance = try Bank.balance(tx, 1) ?? 0
            try tx.execute("UPDATE accounts SET balance = ? WHERE id = ?", balance + 1, 1)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await databases[1].read { tx in try Bank.balance(tx, 1) } == 120)
    for database in databases { await database.close() }
    try await place.remove()
  }

  @Test("writes that wait together share one commit, and one that fails fails alone")
  func groupCommit() async throws {
    try await withWriterHeld { database, gate in
      let before = database.commits
      let tasks = (0..<50).map { id in
        Task { try await database.write { tx in try Bank.open(tx, id == 49 ? 48 : id, owner: "\(id)") } }
      }
      try await eventually { database.waitingWrites >= 50 }
      gate.open()
      var failures = 0
      for task in tasks {
        do { try await task.value } catch StorageError.uniqueViolation { failures += 1 }
      }
      #expect(failures == 1)
      // The write that held the thread, and one commit for the fifty.
      #expect(database.commits - before == 2)
      #expect(try await database.read { tx in try tx.first("SELECT COUNT(*) FROM accounts") { try $0.int(0) } } == 49)
    }
  }

  @Test("a constraint checked at commit fails the write it belongs to, not its neighbours")
  func deferredConstraint() async throws {
    try await withWriterHeld { database, gate in
      let tasks = (0..<5).map { id in
        Task {
          try await database.write { tx in
            if id == 2 {
              try tx.execute("PRAGMA defer_foreign_keys = ON")
              try tx.execute("INSERT INTO cards VALUES (1, 't', 999, 'x')")
            } else {
              try Bank.open(tx, id)
            }
          }
        }
      }
      try await eventually { database.waitingWrites >= 5 }
      gate.open()
      for (id, task) in tasks.enumerated() {
        let result = await task.result
        if id == 2 { #expect(throws: StorageError.self) { try result.get() } } else { try result.get() }
      }
      #expect(try await database.read { tx in try tx.first("SELECT COUNT(*) FROM accounts") { try $0.int(0) } } == 4)
    }
  }

  @Test("a write cancelled while it waits never runs")
  func cancelled() async throws {
    try await withWriterHeld { database, gate in
      let task = Task { try await database.write { tx in try Bank.open(tx, 1) } }
      try await eventually { database.waitingWrites >= 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      gate.open()
      try await database.write { tx in try Bank.open(tx, 2) }
      #expect(try await database.read { tx in try Bank.balance(tx, 1) } == nil)
    }
  }

  @Test("a write that is stopped in the middle of a statement is undone alone")
  func stoppedAlone() async throws {
    try await withWriterHeld { database, gate in
      let started = Gate()
      let tasks = (0..<5).map { id in
        Task {
          try await database.write { tx in
            try Bank.open(tx, id)
            guard id == 3 else { return }
            started.open()
            try tx.execute(
              """
              UPDATE accounts SET balance = (
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n)
              """)
          }
        }
      }
      try await eventually { database.waitingWrites >= 5 }
      gate.open()
      await started.wait()
      tasks[3].cancel()
      for (id, task) in tasks.enumerated() {
        let result = await task.result
        if id == 3 { #expect(throws: CancellationError.self) { try result.get() } } else { try result.get() }
      }
      let ids = try await database.read { tx in try tx.all("SELECT id FROM accounts ORDER BY id") { try $0.int(0) } }
      #expect(ids == [0, 1, 2, 4])
    }
  }

  @Test("a pool is waited for no longer than until the deadline")
  func poolDeadline() async throws {
    let pool = ConnectionPool<Int>(capacity: 1, acquireTimeout: .seconds(3600), idle: [1])
    _ = try await pool.acquire()
    await #expect(throws: StorageError.timedOut) { _ = try await pool.acquire(until: .now + .milliseconds(20)) }
    pool.release(1)
    #expect(try await pool.acquire(until: .now) == 1)
  }

  /// A SQLite database whose writer is busy until the gate opens.
  private func withWriterHeld(_ body: (SQLiteDatabase, Gate) async throws -> Void) async throws {
    try await withDatabase(.sqlite) { database in
      let database = try #require(database as? SQLiteDatabase)
      try await database.migrate(Bank.migrations)
      let gate = Gate()
      let started = Gate()
      let holder = Task {
        try await database.write { _ in
          started.open()
          gate.block()
        }
      }
      await started.wait()
      defer { gate.open() }
      try await body(database, gate)
      try await holder.value
    }
  }

  @Test("a pool with nothing left says how long the caller waited")
  func exhausted() async throws {
    let pool = ConnectionPool<Int>(capacity: 2, acquireTimeout: .milliseconds(20), idle: [1, 2])
    _ = try await pool.acquire()
    _ = try await pool.acquire()
    let error = await #expect(throws: StorageError.self) { _ = try await pool.acquire() }
    guard case .poolExhausted(let waited)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(waited >= .milliseconds(20))
    async let next = pool.acquire()
    pool.release(1)
    #expect(try await next == 1)
  }

  @Test("a PostgreSQL pool with nothing left times out, and works again afterwards", .enabled(if: Engine.hasPostgres))
  func postgresExhausted() async throws {
    let place = try DatabasePlace(.postgres)
    let database = try place.open(poolSize: 1, acquireTimeout: .milliseconds(100))
    let gate = Gate()
    let started = Gate()
    let holder = Task {
      try await database.read { _ in
        started.open()
        gate.block()
      }
    }
    await started.wait()
    let error = await #expect(throws: StorageError.self) { try await database.read { _ in } }
    guard case .poolExhausted? = error else {
      Issue.record("\(String(describing: error))")
      gate.open()
      return
    }
    gate.open()
    try await holder.value
    try await database.read { _ in }
    await database.close()
    try await place.remove()
  }
}

extension Engine {
  static var hasPostgres: Bool { postgresURL != nil }
}

/// A seeded generator: the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
