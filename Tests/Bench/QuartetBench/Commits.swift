import ArgumentParser
import Foundation
import Logging
import Storage

/// Durable order rows: with group commit, and with one commit for each, at the same concurrency.
struct Commits: AsyncParsableCommand {
  @Option var concurrency = 32
  @Option var seconds = 3
  @Option var directory = NSTemporaryDirectory()

  func run() async throws {
    let path = "\(directory)/quartet-bench-\(UUID().uuidString).db"
    defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
    let database = try Databases.sqlite(path: path, logger: Logger(label: "bench"))
    try await database.migrate([
      Migration("0001", ["CREATE TABLE orders (id TEXT PRIMARY KEY, total BIGINT NOT NULL)"])
    ])
    let grouped = try await rate(database, oneAtATime: false)
    let single = try await rate(database, oneAtATime: true)
    await database.close()
    print("{\"grouped\": \(grouped), \"single\": \(single)}")
  }

  /// Writes per second. One at a time means that a writer starts only after the last one's commit.
  private func rate(_ database: any Database, oneAtATime: Bool) async throws -> Double {
    let turn = Turn()
    let start = ContinuousClock.now
    let end = start + .seconds(seconds)
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<concurrency {
        group.addTask {
          var count = 0
          while ContinuousClock.now < end {
            let id = UUID().uuidString
            if oneAtATime { await turn.take() }
            try await database.write { tx in
              _ = try tx.execute("INSERT INTO orders (id, total) VALUES (?, ?)", id, 100)
            }
            if oneAtATime { await turn.give() }
            count += 1
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    let (whole, attoseconds) = (ContinuousClock.now - start).components
    return Double(count) / (Double(whole) + Double(attoseconds) / 1e18)
  }
}

/// Lets one writer at a time pass, in order.
private actor Turn {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async {
    if !isTaken {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func give() {
    if waiting.isEmpty {
      isTaken = false
    } else {
      waiting.removeFirst().resume()
    }
  }
}
