import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Runs long computations on threads of their own, a few at a time, with a short queue before them.
///
/// The cooperative pool stays free for other calls, whose threads also go before these where cores are
/// scarce. A storm is refused at once instead of making everyone wait longer than they will: the queue has as
/// many places as can be served within ``maximumWait`` at the pace of the last computations, so a machine that
/// is busy with something else has a shorter one. Clients take turns, and none of them fills the queue: when
/// it is full, the newest of whoever has most waiting gives way to one who has fewer.
final class WorkQueue: Sendable {
  private struct Turn: Sendable {
    var continuation: CheckedContinuation<Void, any Error>
    var since: ContinuousClock.Instant
  }

  private struct State {
    var free: Int
    var nextTicket = 0
    var waiting = TurnQueue<Turn>()
    /// What a computation takes: the last ones, the youngest counting most.
    var usual: Duration
  }

  /// How long somebody who joins the queue is expected to wait at most.
  static let maximumWait = Duration.seconds(5)
  /// Whoever has waited longer, since the pace has slackened meanwhile, is refused when the turn comes: the
  /// answer would be too late for a call that ends after thirty seconds.
  private static let maximumTimeInQueue = Duration.seconds(15)

  private let state: Mutex<State>
  private let lanes: Int
  private let maximumWaiting: Int
  private let label: String
  private let now: @Sendable () -> ContinuousClock.Instant

  /// - Parameters:
  ///   - lanes: how many computations run at once.
  ///   - maximumWaiting: how many more may wait for their turn; half of the places, but at least one, of one
  ///     client.
  ///   - usual: what a computation takes, as far as is known.
  ///   - now: the clock that computations and waits are measured with.
  init(
    label: String, lanes: Int, maximumWaiting: Int, usual: Duration = .zero,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.state = Mutex(State(free: lanes, usual: usual))
    self.lanes = lanes
    self.maximumWaiting = maximumWaiting
    self.label = label
    self.now = now
  }

  /// - Parameter client: who waits; nil counts as a client of its own.
  /// - Throws: ``AuthError/loginBusy`` when the queue is full or the wait got too long, `CancellationError`
  ///   when cancelled while waiting, or what `work` throws.
  func run<T: Sendable>(for client: String? = nil, _ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await takeLane(client ?? "")
    let started = now()
    defer { releaseLane(after: now() - started) }
    return try await withCheckedThrowingContinuation { done in
      // A new thread costs a thousandth of what runs on it, and its priority goes away with it.
      let thread = Thread {
        Self.giveWay()
        done.resume(with: Result { try work() })
      }
      thread.name = label
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  /// How many wait for their turn.
  var waitingCount: Int { state.withLock { $0.waiting.count } }

  private func takeLane(_ client: String) async throws {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enter(client, ticket, Turn(continuation: continuation, since: now()))
      }
    } onCancel: {
      let turn = state.withLock { $0.waiting.remove(client: client, ticket: ticket) }
      turn?.continuation.resume(throwing: CancellationError())
    }
  }

  /// What becomes of somebody who comes to the queue.
  private enum Entry {
    case admitted, cancelled, refused
    case waits(insteadOf: Turn?)
  }

  private func enter(_ client: String, _ ticket: Int, _ turn: Turn) {
    switch state.withLock({ place(turn, client, ticket, &$0) }) {
    case .admitted: turn.continuation.resume()
    case .cancelled: turn.continuation.resume(throwing: CancellationError())
    case .refused: turn.continuation.resume(throwing: AuthError.loginBusy)
    case .waits(let displaced): displaced?.continuation.resume(throwing: AuthError.loginBusy)
    }
  }

  private func place(_ turn: Turn, _ client: String, _ ticket: Int, _ state: inout State) -> Entry {
    // The flag is set before the cancellation handler runs, so a cancellation is seen here or there.
    if Task.isCancelled { return .cancelled }
    if state.free > 0 {
      state.free -= 1
      return .admitted
    }
    let places = maximumWaiting(at: state.usual)
    guard state.waiting.count(of: client) < max(1, places / 2) else { return .refused }
    var displaced: Turn?
    if state.waiting.count >= places {
      displaced = state.waiting.displace(for: client)
      if displaced == nil { return .refused }
    }
    state.waiting.append(turn, client: client, ticket: ticket)
    return .waits(insteadOf: displaced)
  }

  /// How many may wait at a pace: each lane serves one after the other, beginning with one under way.
  private func maximumWaiting(at usual: Duration) -> Int {
    guard usual > .zero else { return maximumWaiting }
    // One always may: nothing is known about the next computation.
    return max(min(1, maximumWaiting), Int(min(Double(maximumWaiting), Self.maximumWait / usual * Double(lanes))))
  }

  /// Hands the lane to whoever's turn it is.
  private func releaseLane(after took: Duration) {
    let moment = now()
    let (next, late) = state.withLock { state -> (Turn?, [Turn]) in
      state.usual = state.usual == .zero ? took : (state.usual * 3 + took) / 4
      var late: [Turn] = []
      while let next = state.waiting.next() {
        if moment - next.since <= Self.maximumTimeInQueue { return (next, late) }
        late.append(next)
      }
      state.free += 1
      return (nil, late)
    }
    next?.continuation.resume()
    for turn in late { turn.continuation.resume(throwing: AuthError.loginBusy) }
  }

  /// Lets other threads go first where cores are scarce; a storm of logins alone still gets all of them.
  private static func giveWay() {
    #if canImport(Glibc)
      // On Linux this is the calling thread's priority alone.
      _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, 5)
    #else
      Thread.current.qualityOfService = .utility
    #endif
  }
}
