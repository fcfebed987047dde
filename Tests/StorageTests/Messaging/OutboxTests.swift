import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Storage

@Suite("Outbox")
struct OutboxTests {
  private struct Refused: Error {}
  private struct RefusedForGood: PermanentDeliveryFailure {}

  @Test("messages are delivered in order per aggregate, and only what was committed", arguments: Engine.available)
  func order(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      for number in 0..<30 {
        try await world.send("m\(number)", aggregate: "a\(number % 3)", tenant: "t\(number % 2)")
      }
      await #expect(throws: Refused.self) {
        try await world.database.write { tx in
          try Outbox.enqueue(
            tx, id: "never", tenantID: "t", topic: "mail", aggregate: "a", payload: [], at: world.clock.now)
          throw Refused()
        }
      }
      let relay = world.relay { _ in }
      #expect(try await relay.drain() == 30)
      for aggregate in 0..<6 {
        let delivered = world.delivered.filter { $0.number % 6 == aggregate }
        #expect(delivered == (0..<5).map { "m\($0 * 6 + aggregate)" })
      }
      #expect(try await relay.drain() == 0)
    }
  }

  @Test("payload, tenant, topic and times arrive as they were sent", arguments: Engine.available)
  func content(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      let sent = world.clock.now
      try await world.send("m1", aggregate: "order-1", tenant: "acme", payload: [0, 1, 255])
      world.clock.advance(by: .seconds(5))
      let seen = Box<OutboxMessage>()
      _ = try await world.relay { seen.value = $0 }.drain()
      let message = try #require(seen.value)
      #expect(message.payload == [0, 1, 255])
      #expect(message.tenantID == "acme")
      #expect(message.aggregate == "order-1")
      #expect(message.topic == "mail")
      #expect(message.attempts == 0)
      #expect(message.createdAt == sent)
    }
  }

  @Test(
    "a failing message is tried again with growing pauses and holds back its aggregate only",
    arguments: Engine.available)
  func retries(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      try await world.send("m1", aggregate: "a")
      try await world.send("m2", aggregate: "a")
      try await world.send("m3", aggregate: "b")
      let attempts = Counter()
      let relay = world.relay { message in
        if message.id == "m1", attempts.increment() < 4 { throw Refused() }
      }
      #expect(try await relay.drain() == 1)
      #expect(world.delivered == ["m3"])
      for pause in [1, 2] {
        world.clock.advance(by: .seconds(pause) - .milliseconds(1))
        #expect(try await relay.drain() == 0)
        world.clock.advance(by: .milliseconds(1))
        #expect(try await relay.drain() == 0)
      }
      #expect(attempts.value == 3)
      world.clock.advance(by: .seconds(4))
      #expect(try await relay.drain() == 2)
      #expect(world.delivered == ["m3", "m1", "m2"])
    }
  }

  @Test(
    "a message that never succeeds dies, its aggregate goes on, and it can be replayed", arguments: Engine.available)
  func deadLetters(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      try await world.send("m1", aggregate: "a", payload: [7])
      try await world.send("m2", aggregate: "a")
      let isBroken = Box<Bool>()
      isBroken.value = true
      let relay = world.relay(maximumAttempts: 3) { message in
        if message.id == "m1", isBroken.value == true { throw Refused() }
      }
      for _ in 0..<3 {
        _ = try await relay.drain()
        world.clock.advance(by: .seconds(600))
      }
      #expect(world.delivered == ["m2"])
      let dead = try await world.database.read { tx in try DeadLetters.list(tx, limit: 10) }
      #expect(dead.map(\.message.id) == ["m1"])
      #expect(dead.first?.message.payload == [7])
      #expect(dead.first?.message.attempts == 3)
      #expect(dead.first?.error.contains("Refused") == true)

      isBroken.value = false
      let now = world.clock.now
      #expect(try await world.database.write { tx in try DeadLetters.replay(tx, id: "m1", at: now) })
      #expect(try await world.database.write { tx in try !DeadLetters.replay(tx, id: "m1", at: now) })
      #expect(try await relay.drain() == 1)
      #expect(world.delivered == ["m2", "m1"])
      #expect(try await world.database.read { tx in try DeadLetters.list(tx, limit: 10).isEmpty })
    }
  }

  @Test("a message that is refused for good is a dead letter at once, and holds up nobody", arguments: Engine.available)
  func refusedForGood(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      try await world.send("m1", aggregate: "a")
      try await world.send("m2", aggregate: "a")
      let relay = world.relay { message in
        if message.id == "m1" { throw RefusedForGood() }
      }
      #expect(try await relay.drain() == 1)
      #expect(world.delivered == ["m2"])
      let letters = try await world.database.read { tx in try DeadLetters.list(tx, limit: 10) }
      #expect(letters.map(\.message.id) == ["m1"])
      #expect(letters.map(\.message.attempts) == [1])
    }
  }

  @Test("several relays share the work and never hold the same message", arguments: Engine.available)
  func replicas(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      for number in 0..<60 { try await world.send("m\(number)", aggregate: "a\(number % 20)") }
      let held = Mutex<Set<String>>([])
      let overlaps = Counter()
      let relays = (0..<3).map { _ in
        world.relay { message in
          if !held.withLock({ $0.insert(message.aggregate).inserted }) { overlaps.increment() }
          for _ in 0..<20 { await Task.yield() }
          _ = held.withLock { $0.remove(message.aggregate) }
        }
      }
      try await withThrowingTaskGroup(of: Int.self) { group in
        for relay in relays { group.addTask { try await relay.drain() } }
        for try await _ in group {}
      }
      // One may have found the rest under another's lease and left before that one was done.
      for relay in relays { _ = try await relay.drain() }
      #expect(overlaps.value == 0)
      #expect(world.delivered.count == 60)
      #expect(Set(world.delivered).count == 60)
      for aggregate in 0..<20 {
        #expect(
          world.delivered.filter { $0.number % 20 == aggregate } == (0..<3).map { "m\($0 * 20 + aggregate)" })
      }
    }
  }

  @Test("what a crashed relay had claimed is delivered by another when the lease is over", arguments: Engine.available)
  func crashedRelay(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      try await world.send("m1", aggregate: "a")
      let started = Gate()
      let hang = Gate()
      // It never looks up again, so it does not renew its lease either.
      let crashed = world.relay(pollInterval: .seconds(3600)) { _ in
        started.open()
        await hang.wait()
      }
      let stuck = Task { try await crashed.drain() }
      await started.wait()
      let other = world.relay { _ in }
      #expect(try await other.drain() == 0)
      world.clock.advance(by: .seconds(61))
      #expect(try await other.drain() == 1)
      hang.open()
      #expect(try await stuck.value >= 0)
      #expect(try await other.drain() == 0)
    }
  }

  @Test("a topic without a handler stays, and goes out once there is one", arguments: Engine.available)
  func unhandled(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      try await world.send("m1", aggregate: "a", topic: "sms")
      try await world.send("m2", aggregate: "b")
      #expect(try await world.relay { _ in }.drain() == 1)
      world.clock.advance(by: .seconds(60))
      #expect(try await world.relay(topics: ["sms"]) { _ in }.drain() == 1)
      #expect(world.delivered == ["m2", "m1"])
    }
  }

  @Test(
    "a topic whose deliveries hang holds up no other topic", .timeLimit(.minutes(10)), arguments: Engine.available)
  func slowTopic(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      for number in 0..<40 { try await world.send("m\(number)", aggregate: "a\(number)", topic: "erp") }
      for number in 40..<44 { try await world.send("m\(number)", aggregate: "b\(number % 2)", topic: "pix") }
      let hang = Gate()
      let arePaid = Gate()
      let paid = Counter()
      let relay = world.relay(topics: ["erp", "pix"]) { message in
        if message.topic == "erp" { return await hang.wait() }
        if paid.increment() == 4 { arePaid.open() }
      }
      let drain = Task { try await relay.drain() }
      await arePaid.wait()
      #expect(world.delivered.allSatisfy { $0.number >= 40 })
      hang.open()
      #expect(try await drain.value == 44)
      let paidFirst = world.delivered.filter { $0.number >= 40 && $0.number % 2 == 0 }
      #expect(paidFirst == ["m40", "m42"])
    }
  }

  @Test("a running relay delivers on wake and finishes what is under way on shutdown", arguments: Engine.available)
  func running(engine: Engine) async throws {
    try await withOutbox(engine) { world in
      let started = Gate()
      let finish = Gate()
      let relay = world.relay(pollInterval: .seconds(3600)) { _ in
        started.open()
        await finish.wait()
      }
      let group = ServiceGroup(
        configuration: .init(
          services: [.init(service: relay, successTerminationBehavior: .gracefullyShutdownGroup)],
          logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
      async let run: Void = group.run()
      try await world.send("m1", aggregate: "a")
      // The relay may not have begun to run: a wake before that is not lost, for it looks at its start.
      relay.wake()
      await started.wait()
      try await world.send("m2", aggregate: "a")
      await group.triggerGracefulShutdown()
      try await eventually { relay.isStopping }
      finish.open()
      try await run
      #expect(world.delivered == ["m1"])
      #expect(try await world.relay { _ in }.drain() == 1)
    }
  }
}

/// A database with an outbox, a clock moved by hand, and what handlers saw.
private final class OutboxWorld: Sendable {
  let database: any Database
  let clock = HandClock()
  private let log = Mutex<[String]>([])

  init(_ database: any Database) { self.database = database }

  /// The ids of successful deliveries, in order.
  var delivered: [String] { log.withLock { $0 } }

  func send(
    _ id: String, aggregate: String, tenant: String = "t", topic: String = "mail", payload: [UInt8] = []
  ) async throws {
    let now = clock.now
    try await database.write { tx in
      try Outbox.enqueue(
        tx, id: id, tenantID: tenant, topic: topic, aggregate: aggregate, payload: payload, at: now)
    }
  }

  func relay(
    maximumAttempts: Int = 12, pollInterval: Duration = .milliseconds(500), topics: [String] = ["mail"],
    _ handler: @escaping OutboxRelay.Handler
  ) -> OutboxRelay {
    let logged: OutboxRelay.Handler = { message in
      try await handler(message)
      self.log.withLock { $0.append(message.id) }
    }
    return OutboxRelay(
      database: database, now: { self.clock.now }, maximumAttempts: maximumAttempts, pollInterval: pollInterval,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      handlers: Dictionary(uniqueKeysWithValues: topics.map { ($0, logged) }))
  }
}

private func withOutbox(_ engine: Engine, _ body: (OutboxWorld) async throws -> Void) async throws {
  try await withDatabase(engine) { database in
    try await database.migrate(Outbox.migrations)
    try await body(OutboxWorld(database))
  }
}

extension String {
  /// The number in "m12".
  fileprivate var number: Int { Int(filter(\.isNumber)) ?? -1 }
}
