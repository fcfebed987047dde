import Synchronization

/// What a relay has in hand: messages under way, and outcomes that are not recorded yet.
final class Desk: Sendable {
  private struct State {
    /// When each lease was last taken.
    var underway: [String: Timestamp] = [:]
    var outcomes: [OutboxLedger.Outcome] = []
    var delivered = 0
  }

  private let state = Mutex(State())

  /// How many handlers are at work.
  var underway: Int { state.withLock { $0.underway.count - $0.outcomes.count } }

  var isEmpty: Bool { state.withLock { $0.underway.isEmpty } }

  var outcomes: [OutboxLedger.Outcome] { state.withLock { $0.outcomes } }

  var delivered: Int { state.withLock { $0.delivered } }

  func begin(_ messages: [OutboxMessage], renewals: [String], _ now: Timestamp) {
    state.withLock { state in
      for id in renewals where state.underway[id] != nil { state.underway[id] = now }
      for message in messages { state.underway[message.id] = now }
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
      let old = now.adding(.zero - OutboxLedger.lease / 3)
      return state.underway.filter { $0.value <= old && !ended.contains($0.key) }.map(\.key)
    }
  }
}
