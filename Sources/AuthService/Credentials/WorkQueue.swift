import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Runs long computations on threads of their own, a few at a time, with a short queue before them.
///
/// The cooperative pool stays free for other calls, whose threads also go before these where cores are
/// scarce. A storm is refused at once instead of making everyone wait longer than they will. Clients take
/// turns, and none of them fills the queue: when it is full, the newest of whoever has most waiting gives
/// way to one who has fewer.
final class WorkQueue: Sendable {
  private typealias Turn = CheckedContinuation<Void, any Error>

  private struct State {
    var free: Int
    var nextTicket = 0
    var waiting = TurnQueue<Turn>()
  }

  private let state: Mutex<State>
  private let maximumWaiting: Int
  private let label: String

  /// - Parameters:
  ///   - lanes: how many computations run at once.
  ///   - maximumWaiting: how many more may wait for their turn; half of them, but at least one, of one client.
  init(label: String, lanes: Int, maximumWaiting: Int) {
    self.state = Mutex(State(free: lanes))
    self.maximumWaiting = maximumWaiting
    self.label = label
  }

  /// - Parameter client: who waits; nil counts as a client of its own.
  /// - Throws: ``AuthError/loginBusy`` when the queue is full, `CancellationError` when cancelled while
  ///   waiting, or what `work` throws.
  func run<T: Sendable>(for client: String? = nil, _ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await takeLane(client ?? "")
    defer { releaseLane() }
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
      try await withCheckedThrowingContinuation { (turn: Turn) in
        enter(client, ticket, turn)
      }
    } onCancel: {
      let turn = state.withLock { $0.waiting.remove(client: client, ticket: ticket) }
      turn?.resume(throwing: CancellationError())
    }
  }

  /// What becomes of somebody who comes to the queue.
  private enum Entry {
    case admitted, cancelled, refused
    case waits(insteadOf: Turn?)
  }

  private func enter(_ client: String, _ ticket: Int, _ turn: Turn) {
    switch state.withLock({ place(turn, client, ticket, &$0) }) {
    case .admitted: turn.resume()
    case .cancelled: turn.resume(throwing: CancellationError())
    case .refused: turn.resume(throwing: AuthError.loginBusy)
    case .waits(let displaced): displaced?.resume(throwing: AuthError.loginBusy)
    }
  }

  private func place(_ turn: Turn, _ client: String, _ ticket: Int, _ state: inout State) -> Entry {
    // The flag is set before the cancellation handler runs, so a cancellation is seen here or there.
    if Task.isCancelled { return .cancelled }
    if state.free > 0 {
      state.free -= 1
      return .admitted
    }
    guard state.waiting.count(of: client) < max(1, maximumWaiting / 2) else { return .refused }
    var displaced: Turn?
    if state.waiting.count >= maximumWaiting {
      displaced = state.waiting.displace(for: client)
      if displaced == nil { return .refused }
    }
    state.waiting.append(turn, client: client, ticket: ticket)
    return .waits(insteadOf: displaced)
  }

  /// Hands the lane to whoever's turn it is.
  private func releaseLane() {
    let next = state.withLock { state -> Turn? in
      let next = state.waiting.next()
      if next == nil { state.free += 1 }
      return next
    }
    next?.resume()
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
