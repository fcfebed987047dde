import ServiceLifecycle
import Synchronization

/// Ends calls whose deadline has passed. One sweeper for all calls: setting and clearing a deadline is a
/// dictionary operation, where a timer per call would cost a task and a wake-up.
final class DeadlineWheel: Service, Sendable {
  /// Names a deadline, to clear it.
  struct Ticket: Sendable {
    fileprivate var tick: Int64
    fileprivate var id: UInt64
  }

  private struct State {
    var nextID: UInt64 = 0
    var buckets: [Int64: [UInt64: @Sendable () -> Void]] = [:]
    var swept: Int64 = 0
  }

  /// The wheel's resolution: a call ends at most this long after its deadline.
  private static let tick = Duration.milliseconds(10)

  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// Runs `expire` once the deadline has passed, unless it is cleared before.
  func set(_ deadline: ContinuousClock.Instant, _ expire: @escaping @Sendable () -> Void) -> Ticket {
    let tick = tick(of: deadline) + 1
    return state.withLock { state in
      state.nextID += 1
      let ticket = Ticket(tick: max(tick, state.swept + 1), id: state.nextID)
      state.buckets[ticket.tick, default: [:]][ticket.id] = expire
      return ticket
    }
  }

  func clear(_ ticket: Ticket) {
    state.withLock { state in
      guard var bucket = state.buckets.removeValue(forKey: ticket.tick) else { return }
      bucket.removeValue(forKey: ticket.id)
      if !bucket.isEmpty { state.buckets[ticket.tick] = bucket }
    }
  }

  /// Sweeps until shutdown.
  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        try await Task.sleep(for: Self.tick)
        self.sweep(.now)
      }
    }
  }

  /// Ends every call whose deadline is before `now`.
  func sweep(_ now: ContinuousClock.Instant) {
    let current = tick(of: now)
    let expired = state.withLock { state in
      var expired: [@Sendable () -> Void] = []
      while state.swept < current {
        state.swept += 1
        if let bucket = state.buckets.removeValue(forKey: state.swept) { expired += bucket.values }
      }
      return expired
    }
    for expire in expired { expire() }
  }

  private func tick(of instant: ContinuousClock.Instant) -> Int64 {
    let (seconds, attoseconds) = (instant - start).components
    return seconds * 100 + attoseconds / 10_000_000_000_000_000
  }
}
