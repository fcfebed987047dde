import Synchronization

/// A write on its way through the ``GroupCommit``, whatever it returns.
protocol QueuedWrite: AnyObject, Sendable {
  /// Called before the first run; from then on it can't be cancelled.
  /// - Returns: false when its task was cancelled while it waited.
  func begin() -> Bool

  /// Runs the closure and keeps its result. It may run again when a shared commit has failed.
  /// - Returns: the error when it failed.
  func run(in transaction: SQLiteTransaction) -> (any Error)?

  /// Answers the caller: with the error, or with the result kept by `run`.
  func finish(_ error: (any Error)?)
}

final class Write<T: Sendable>: QueuedWrite {
  private enum Phase {
    case new
    case waiting(CheckedContinuation<T, any Error>)
    case running(CheckedContinuation<T, any Error>)
    case done
  }

  private struct State {
    var phase = Phase.new
    var value: T?
  }

  private let body: @Sendable (any Transaction) throws -> T
  private let state = Mutex(State())

  init(_ body: @escaping @Sendable (any Transaction) throws -> T) { self.body = body }

  /// - Returns: false when the task was cancelled before; the continuation is then resumed already.
  func attach(_ continuation: CheckedContinuation<T, any Error>) -> Bool {
    let isCancelled = state.withLock { state in
      guard case .new = state.phase else { return true }
      state.phase = .waiting(continuation)
      return false
    }
    if isCancelled { continuation.resume(throwing: CancellationError()) }
    return !isCancelled
  }

  func cancel() {
    let continuation = state.withLock { state -> CheckedContinuation<T, any Error>? in
      switch state.phase {
      case .new:
        state.phase = .done
        return nil
      case .waiting(let continuation):
        state.phase = .done
        return continuation
      case .running, .done: return nil
      }
    }
    continuation?.resume(throwing: CancellationError())
  }

  func begin() -> Bool {
    state.withLock { state in
      switch state.phase {
      case .waiting(let continuation):
        state.phase = .running(continuation)
        return true
      case .running: return true
      case .new, .done: return false
      }
    }
  }

  func run(in transaction: SQLiteTransaction) -> (any Error)? {
    do {
      let value = try transaction.savepoint { try body(transaction) }
      state.withLock { $0.value = value }
      return nil
    } catch {
      return error
    }
  }

  func finish(_ error: (any Error)?) {
    let (continuation, value) = state.withLock { state -> (CheckedContinuation<T, any Error>?, T?) in
      defer { state.phase = .done }
      switch state.phase {
      case .waiting(let continuation), .running(let continuation): return (continuation, state.value)
      case .new, .done: return (nil, nil)
      }
    }
    if let error {
      continuation?.resume(throwing: error)
    } else if let value {
      continuation?.resume(returning: value)
    } else {
      continuation?.resume(throwing: StorageError.closed)
    }
  }
}
