import Synchronization

/// What a relay has in hand: messages under way, and outcomes that are not recorded yet.
final class Desk: Sendable {
  private struct Lease {
    let topic: String
    /// When it was last taken.
    var taken: Timestamp
  }

  private struct State {
    var underway: [String: Lease] = [:]
    var outcomes: [OutboxLedger.Outcome] = []
    var delivered = 0
  }

  private let state = Mutex(State())

  /// How many handlers of each topic are at work.
  var atWork: [String: Int] {
    state.withLock { state in
      var counts: [String: Int] = [:]
      for lease in state.underway.values { counts[lease.topic, default: 0] += 1 }
      for outcome in state.outcomes { counts[outcome.message.topic, default: 0] -= 1 }
      return counts
    }
  }

  var isEmpty: Bool { state.withLock { $0.underway.isEmpty } }

  var outcomes: [OutboxLedger.Outcome] { state.withLock { $0.outcomes } }

  var delivered: Int { state.withLock { $0.delivered } }

  func begin(_ messages: [OutboxMessage], renewals: [String], _ now: Timestamp) {
    state.withLock { state in
      for id in renewals { state.underway[id]?.taken = now }
      for message in messages { state.underway[message.id] = Lease(topic: message.topic, taken: now) }
    }
  }

  func finish(_ outcome: OutboxLedger.Outcome) { state.withLock { $0.outcomes.append(outcome) } }

  /// - Parameter outcomes: the first so many of the list; later ones have come in since.
  func recorded(_ outcomes: [OutboxLedger.Outcome]) {
    state.withLock { state in
      state.outcomes.removeFirst(outcomes.count)
      for outcome in outcomes {
        state.underway[outcome.message.id] = nil
        if case .delivered = outcome.result { state.delivered += 1 }
      }
    }
  }

  /// Leases that have run for a third of their time, of handlers that are still at work.
  func leasesToRenew(_ now: Timestamp) -> [String] {
    state.withLock { state in
      let ended = Set(state.outcomes.map(\.message.id))
      let old = now.subtracting(OutboxLedger.lease / 3)
      return state.underway.filter { $0.value.taken <= old && !ended.contains($0.key) }.map(\.key)
    }
  }
}
