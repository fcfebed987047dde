import Synchronization

/// A bounded set of connections, lent to one borrower at a time, first come first served.
///
/// A permit may come without a connection: the borrower then opens one and hands it back on release,
/// or releases the permit alone when the connection is broken.
final class ConnectionPool<Connection: Sendable>: Sendable {
  private enum Step {
    case lent(Connection?)
    case wait(UInt64)
  }

  private struct State {
    var idle: [Connection]
    var permits: Int
    var waiters: [(id: UInt64, continuation: CheckedContinuation<Connection?, any Error>)] = []
    var nextWaiter: UInt64 = 0
    var isClosed = false
    var onDrained: CheckedContinuation<Void, Never>?
  }

  private let capacity: Int
  private let acquireTimeout: Duration
  private let state: Mutex<State>

  init(capacity: Int, acquireTimeout: Duration, idle: [Connection] = []) {
    self.capacity = capacity
    self.acquireTimeout = acquireTimeout
    self.state = Mutex(State(idle: idle, permits: capacity))
  }

  /// Takes a permit, with the connection that was used last if one is idle.
  /// - Parameter deadline: where it comes before the pool's own time for waiting.
  /// - Throws: ``StorageError/poolExhausted(waited:)``, ``StorageError/timedOut``, ``StorageError/closed``,
  ///   `CancellationError`.
  func acquire(until deadline: @autoclosure () -> ContinuousClock.Instant? = nil) async throws -> Connection? {
    let step = try state.withLock { state -> Step in
      guard !state.isClosed else { throw StorageError.closed }
      if state.permits > 0 {
        state.permits -= 1
        return .lent(state.idle.popLast())
      }
      state.nextWaiter += 1
      return .wait(state.nextWaiter)
    }
    switch step {
    case .lent(let connection): return connection
    case .wait(let id): return try await wait(id, until: deadline())
    }
  }

  private func wait(_ id: UInt64, until deadline: ContinuousClock.Instant?) async throws -> Connection? {
    let start = ContinuousClock.now
    let patience = start + acquireTimeout
    if let deadline, deadline <= start { throw StorageError.timedOut }
    let timer = Task {
      try await Task.sleep(until: min(deadline ?? patience, patience), clock: .continuous)
      let isDeadline = deadline.map { $0 < patience } ?? false
      self.expire(
        id, isDeadline ? StorageError.timedOut : StorageError.poolExhausted(waited: ContinuousClock.now - start))
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let answer = state.withLock { state -> Result<Connection?, any Error>? in
          if state.isClosed { return .failure(StorageError.closed) }
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.permits > 0 {
            state.permits -= 1
            return .success(state.idle.popLast())
          }
          state.waiters.append((id, continuation))
          return nil
        }
        if let answer { continuation.resume(with: answer) }
      }
    } onCancel: {
      expire(id, CancellationError())
    }
  }

  private func expire(_ id: UInt64, _ error: any Error) {
    let continuation = state.withLock { state in
      state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
    }
    continuation?.resume(throwing: error)
  }

  /// Gives a permit back, with its connection if that is still good.
  func release(_ connection: Connection?) {
    let wake = state.withLock { state -> (() -> Void)? in
      if !state.waiters.isEmpty {
        let waiter = state.waiters.removeFirst()
        return { waiter.continuation.resume(returning: connection) }
      }
      if let connection { state.idle.append(connection) }
      state.permits += 1
      if state.permits == capacity, let onDrained = state.onDrained {
        state.onDrained = nil
        return { onDrained.resume() }
      }
      return nil
    }
    wake?()
  }

  /// Lets go of all that are idle.
  func forgetIdle() {
    let idle = state.withLock { state in
      defer { state.idle.removeAll() }
      return state.idle
    }
    withExtendedLifetime(idle) {}
  }

  /// Refuses new borrowers, waits for those at work, and hands out the connections to be closed.
  func close() async -> [Connection] {
    let waiters = state.withLock { state in
      state.isClosed = true
      defer { state.waiters.removeAll() }
      return state.waiters
    }
    for waiter in waiters { waiter.continuation.resume(throwing: StorageError.closed) }
    await withCheckedContinuation { continuation in
      let isDrained = state.withLock { state in
        if state.permits == capacity || state.onDrained != nil { return true }
        state.onDrained = continuation
        return false
      }
      if isDrained { continuation.resume() }
    }
    return state.withLock { state in
      defer { state.idle.removeAll() }
      return state.idle
    }
  }
}
