import Foundation
public import Logging
public import ServiceLifecycle
import Synchronization

/// Delivers what the ``Outbox`` holds: at least once, in order per tenant and aggregate, and never the
/// same message by two relays at a time, however many replicas run one.
///
/// A delivery that fails is tried again with growing pauses and is given up (``DeadLetters``) after
/// `maximumAttempts`, or at once when it fails with a ``PermanentDeliveryFailure``; until then, later messages
/// of its aggregate wait. Topics don't wait for each other: each has slots of its own. A topic without a handler
/// stays in the outbox and is logged. On graceful shutdown nothing new begins, and what is under way is finished.
public final class OutboxRelay: Service {
  public typealias Handler = @Sendable (OutboxMessage) async throws -> Void

  /// How many aggregates of a topic are served at the same time.
  private static let width = 16

  private let database: any Database
  private let now: @Sendable () -> Timestamp
  private let pollInterval: Duration
  private let logger: Logger
  private let handlers: [String: Handler]
  private let ledger: OutboxLedger
  private let state = Mutex(State())

  private struct State {
    /// The rounds at work: `run` and any `drain`.
    var rounds: [UUID: AsyncStream<Void>.Continuation] = [:]
    var isStopping = false
    /// Topics already complained about.
    var unhandled: Set<String> = []
    /// When topics without a handler are looked for again.
    var nextLookAtUnhandled = Timestamp(microseconds: .min)
  }

  /// - Parameters:
  ///   - pollInterval: how soon messages of other processes are seen, and due retries.
  ///   - handlers: by topic. A handler may see a message twice and must tell by its id.
  public init(
    database: any Database, now: @escaping @Sendable () -> Timestamp, maximumAttempts: Int = 12,
    pollInterval: Duration = .milliseconds(500), logger: Logger, handlers: [String: Handler]
  ) {
    self.database = database
    self.now = now
    self.pollInterval = pollInterval
    self.logger = logger
    self.handlers = handlers
    self.ledger = OutboxLedger(relay: UUID().uuidString, maximumAttempts: maximumAttempts)
  }

  /// Looks for messages at once; called after a commit that enqueued one.
  public func wake() {
    for round in state.withLock({ Array($0.rounds.values) }) { round.yield() }
  }

  /// Delivers everything that is due now, and returns when nothing is under way any more.
  /// - Returns: how many messages were delivered.
  /// - Throws: what the database throws.
  public func drain() async throws -> Int { try await deliver(untilIdle: true) }

  /// Delivers until the task is cancelled or the service group shuts down gracefully.
  public func run() async throws {
    try await withGracefulShutdownHandler {
      _ = try await deliver(untilIdle: false)
    } onGracefulShutdown: {
      self.state.withLock { $0.isStopping = true }
      self.wake()
    }
  }

  /// Whether shutdown has begun.
  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// One loop claims, records and renews, so that a relay never competes with itself for the table:
  /// what ended since the last time and what begins next share a transaction.
  private func deliver(untilIdle: Bool) async throws -> Int {
    let id = UUID()
    let (wakes, round) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    state.withLock { $0.rounds[id] = round }
    defer { _ = state.withLock { $0.rounds.removeValue(forKey: id) } }
    let desk = Desk()
    return try await withThrowingTaskGroup(of: Void.self) { group in
      // Leases are renewed at a tick, so a long interval must not outlast them.
      let interval = min(pollInterval, OutboxLedger.lease / 4)
      let ticker = Task {
        while (try? await Task.sleep(for: interval)) != nil { round.yield() }
      }
      defer { ticker.cancel() }
      round.yield()
      for await _ in wakes {
        do {
          let begun = try await turn(desk, mayClaim: untilIdle || !isStopping)
          for message in begun {
            group.addTask {
              desk.finish(await self.attempt(message))
              round.yield()
            }
          }
        } catch {
          // What is not recorded stays on the desk; the lease keeps others away meanwhile.
          if untilIdle { throw error }
          logger.error("outbox: the database failed; trying again", metadata: ["error": "\(error)"])
        }
        if desk.isEmpty, untilIdle || isStopping { break }
      }
      // Cancelled: handlers were cancelled with us. Their leases are given back as far as possible.
      try await group.waitForAll()
      if !desk.isEmpty { try await Task.detached { _ = try await self.turn(desk, mayClaim: false) }.value }
      return desk.delivered
    }
  }

  /// Records outcomes, renews leases, claims what is due.
  private func turn(_ desk: Desk, mayClaim: Bool) async throws -> [OutboxMessage] {
    let now = now()
    let outcomes = desk.outcomes
    let renewals = desk.leasesToRenew(now)
    let room = mayClaim && !Task.isCancelled ? room(desk, now) : OutboxLedger.Room()
    if outcomes.isEmpty, renewals.isEmpty {
      // Looking costs no write.
      guard !room.isEmpty, try await database.read({ [ledger] tx in try ledger.hasDue(tx, room, now: now) })
      else { return [] }
    }
    let claimed = try await database.write { [ledger] tx in
      try ledger.record(tx, outcomes, now: now)
      try ledger.extend(tx, renewals, now: now)
      return try ledger.claim(tx, room, now: now)
    }
    desk.recorded(outcomes)
    desk.begin(claimed, renewals: renewals, now)
    return claimed
  }

  private func room(_ desk: Desk, _ now: Timestamp) -> OutboxLedger.Room {
    let atWork = desk.atWork
    var room = OutboxLedger.Room(handled: handlers.keys.sorted())
    for topic in handlers.keys { room.topics[topic] = max(0, Self.width - atWork[topic, default: 0]) }
    let looks = state.withLock { state in
      guard state.nextLookAtUnhandled <= now else { return false }
      state.nextLookAtUnhandled = now.adding(OutboxLedger.unhandledPause)
      return true
    }
    if looks { room.others = Self.width }
    return room
  }

  private func attempt(_ message: OutboxMessage) async -> OutboxLedger.Outcome {
    guard let handler = handlers[message.topic] else {
      if state.withLock({ $0.unhandled.insert(message.topic).inserted }) {
        logger.error("outbox: no handler for this topic; its messages stay", metadata: ["topic": "\(message.topic)"])
      }
      return .init(message: message, result: .unhandled)
    }
    do {
      try await handler(message)
      return .init(message: message, result: .delivered)
    } catch {
      if Task.isCancelled { return .init(message: message, result: .released) }
      let isPermanent = error is any PermanentDeliveryFailure
      let isLast = isPermanent || message.attempts + 1 >= ledger.maximumAttempts
      logger.log(
        level: isLast ? .error : .warning, "outbox: \(isLast ? "gave up on a message" : "delivery failed")",
        metadata: [
          "topic": "\(message.topic)", "message": "\(message.id)", "attempt": "\(message.attempts + 1)",
          "error": "\(error)",
        ])
      let words = String("\(error)".prefix(2000))
      return .init(message: message, result: isPermanent ? .refused(words) : .failed(words))
    }
  }
}
