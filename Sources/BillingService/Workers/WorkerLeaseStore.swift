import Foundation
import Storage

/// Lets one replica at a time run a worker.
struct WorkerLeaseStore: Sendable {
  /// How long a replica goes on without renewing: what a worker's work waits for when it crashes.
  static let length = Duration.seconds(60)

  let database: any Database
  /// Names this replica.
  var holder = UUID().uuidString

  /// Takes or renews the lease of a worker.
  /// - Returns: false while another replica holds it.
  func take(_ worker: String, at now: Timestamp) async throws -> Bool {
    try await database.write { [holder] tx in
      try tx.exists(
        """
        INSERT INTO workers AS w (name, holder, leased_until) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
        WHERE w.holder = excluded.holder OR w.leased_until <= ?
        RETURNING name
        """, worker, holder, now.adding(Self.length), now)
    }
  }

  /// Gives the lease back, and notes that the work came to its end.
  func finish(_ worker: String, at now: Timestamp) async throws {
    try await database.write { [holder] tx in
      _ = try tx.execute(
        "UPDATE workers SET leased_until = 0, finished_at = ? WHERE name = ? AND holder = ?", now, worker, holder)
    }
  }

  /// When a worker last came to its end.
  func finishedAt(_ worker: String) async throws -> Timestamp? {
    try await database.read { tx in
      try tx.first("SELECT finished_at FROM workers WHERE name = ?", worker) { try $0.optionalTime(0) } ?? nil
    }
  }
}
