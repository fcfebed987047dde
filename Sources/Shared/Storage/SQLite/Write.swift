import Synchronization

/// A ``QueuedWrite`` with its closure and the caller who waits for the result.
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
  private let watch: StatementWatch
  private let state = Mutex(State())

  init(_ watch: StatementWatch, _ body: @escaping @Sendable (any Transaction) throws -> T) {
    self.watch = watch
    self.body = body
  }

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

  /// A write that waits never runs; one that runs is stopped and undone, unless it is about to commit.
  func cancel() {
    watch.cancel()
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
    let reason = watch.reason
    let (isBegun, refused) = state.withLock { state -> (Bool, CheckedContinuation<T, any Error>?) in
      switch state.phase {
      case .waiting(let continuation):
        guard reason == nil else {
          state.phase = .done
          return (false, continuation)
        }
        state.phase = .running(continuation)
        return (true, nil)
      case .running(let continuation):
        // Again, after a neighbour has ended the transaction: nobody waits for it any more.
        guard reason == nil else {
          state.phase = .done
          return (false, continuation)
        }
        return (true, nil)
      case .new, .done: return (false, nil)
      }
    }
    if let refused, let reason { refused.resume(throwing: reason) }
    return isBegun
  }

  func run(in transaction: SQLiteTransaction) -> (any Error)? {
    do {
      let value = try transaction.savepoint { try transaction.within(.watch(watch)) { try body(transaction) } }
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
