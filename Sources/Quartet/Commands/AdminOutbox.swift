import ArgumentParser
import Foundation
import Runtime
import Storage

/// `quartet admin outbox`: messages to other systems that were given up on.
struct AdminOutbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "List and replay messages that could not be delivered.",
    subcommands: [List.self, Replay.self])

  struct Place: ParsableArguments {
    @OptionGroup var options: CommonOptions
    @Option(help: "Whose messages: auth, billing, agent or order.") var service: String = "order"

    func validate() throws {
      if ServiceName(rawValue: service) == nil { throw ValidationError("There is no service named \(service).") }
    }

    func open(_ body: (any Database) async throws -> Void) async throws {
      guard let name = ServiceName(rawValue: service) else { return }
      try await Admin.with(name, options) { assembly, environment in
        try await assembly.migrate(name, environment)
        try await body(environment.database)
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List dead letters, the oldest first.")
    @OptionGroup var place: Place
    @Option(help: "At most this many.") var limit = 100
    func run() async throws {
      try await place.open { database in
        for letter in try await database.read({ [limit] tx in try DeadLetters.list(tx, limit: limit) }) {
          let message = letter.message
          print(
            """
            \(message.id)  \(letter.diedAt.date.formatted(.iso8601))  \(message.topic)  \(message.aggregate)  \
            \(message.attempts) attempts  \(letter.error)
            """)
        }
      }
    }
  }

  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put dead letters back into the outbox, with no attempts counted.")
    @OptionGroup var place: Place
    @Argument(help: "The messages' ids.") var ids: [String] = []
    @Flag(help: "All of them.") var all = false

    func validate() throws {
      if ids.isEmpty != all { throw ValidationError("Give either ids or --all.") }
    }

    func run() async throws {
      try await place.open { database in
        let now = SystemClock().now()
        let wanted =
          all ? try await database.read { tx in try DeadLetters.list(tx, limit: 10_000).map(\.message.id) } : ids
        for id in wanted {
          guard try await database.write({ tx in try DeadLetters.replay(tx, id: id, at: now) }) else {
            throw StartupFailure("There is no dead letter \(id).")
          }
          print("\(id)  put back")
        }
      }
    }
  }
}
