// Writes orders and delivers their outbox until it is killed, and prints the id of each order that was
// acknowledged. Arguments: sqlite|postgres, the file or URL, the schema.
import Foundation
import Logging
import Storage

@Sendable func now() -> Timestamp { Timestamp(Date()) }

func open(_ arguments: [String]) throws -> any Database {
  let logger = Logger(label: "child") { _ in SwiftLogNoOpLogHandler() }
  return arguments[1] == "sqlite"
    ? try Databases.sqlite(path: arguments[2], logger: logger)
    : try Databases.postgres(url: arguments[2], schema: arguments[3], poolSize: 4, logger: logger)
}

@Sendable func placeOrder(_ id: String, in database: any Database) async throws {
  let time = now()
  try await database.write { tx in
    try tx.execute("INSERT INTO orders (id, placed_at) VALUES (?, ?)", id, time)
    for line in 1...2 { try tx.execute("INSERT INTO items (order_id, line) VALUES (?, ?)", id, line) }
    try Outbox.enqueue(
      tx, id: "message-\(id)", tenantID: "t", topic: "placed", aggregate: id, payload: Array(id.utf8), at: time)
  }
}

guard CommandLine.arguments.count == 4 else {
  FileHandle.standardError.write(Data("usage: StorageCrashChild sqlite|postgres LOCATION SCHEMA\n".utf8))
  exit(2)
}
let database = try open(CommandLine.arguments)
let relay = OutboxRelay(
  database: database, now: now, pollInterval: .milliseconds(2),
  logger: Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() },
  handlers: [
    "placed": { message in
      try await database.write { tx in
        guard try Inbox.claim(tx, consumer: "shipping", messageID: message.id, at: now()) else { return }
        try tx.execute("INSERT INTO effects (order_id) VALUES (?)", String(decoding: message.payload, as: UTF8.self))
      }
    }
  ])
try await withThrowingTaskGroup(of: Void.self) { group in
  group.addTask { try await relay.run() }
  for _ in 0..<4 {
    group.addTask {
      while true {
        let id = UUID().uuidString
        try await placeOrder(id, in: database)
        // One write call per line: a line is there whole or not at all.
        FileHandle.standardOutput.write(Data("\(id)\n".utf8))
      }
    }
  }
  try await group.waitForAll()
}
