import Dispatch
import Synchronization

/// Runs long computations on threads of their own, a few at a time, with a short queue before them.
///
/// The cooperative pool stays free for other calls, and a storm is refused at once instead of making
/// everyone wait longer than they will.
final class WorkQueue: Sendable {
  private struct State {
    var free: Int
    var nextTicket = 0
    var waiting: [(ticket: Int, turn: CheckedContinuation<Void, any Error>)] = []
  }

  private let state: Mutex<State>
  private let maximumWaiting: Int
  private let threads: DispatchQueue

  /// - Parameters:
  ///   - lanes: how many computations run at once.
  ///   - maximumWaiting: how many more may wait for their turn.
  init(label: String, lanes: Int, maximumWaiting: Int) {
    self.state = Mutex(State(free: lanes))
    self.maximumWaiting = maximumWaiting
    self.threads = DispatchQueue(label: label, attributes: .concurrent)
  }

  /// - Throws: ``AuthError/loginBusy`` when the queue is full, `CancellationError` when cancelled while
  ///   waiting, or what `work` throws.
  func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await takeLane()
    defer { releaseLane() }
    return try await withCheckedThrowingContinuation { done in
      threads.async { done.resume(with: Result { try work() }) }
    }
  }

  private func takeLane() async throws {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (turn: CheckedContinuation<Void, any Error>) in
        // The flag is set before the handler below runs, so a cancellation is seen here or there.
        let outcome: Result<Void, any Error>? = state.withLock { state in
          if Task.isCancelled { return .failure(CancellationError()) }
          if state.free > 0 {
            state.free -= 1
            return .success(())
          }
          if state.waiting.count >= maximumWaiting { return .failure(AuthError.loginBusy) }
          state.waiting.append((ticket, turn))
          return nil
        }
        if let outcome { turn.resume(with: outcome) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
      }
      waiter?.turn.resume(throwing: CancellationError())
    }
  }

  /// Hands the lane to whoever has waited longest.
  private func releaseLane() {
    let next = state.withLock { state in
      if state.waiting.isEmpty {
        state.free += 1
        return nil as CheckedContinuation<Void, any Error>?
      }
      return state.waiting.removeFirst().turn
    }
    next?.resume()
  }
}
