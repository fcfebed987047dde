import Dispatch
import Foundation
import Synchronization

/// Holds tasks and threads back until it is opened.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let semaphore = DispatchSemaphore(value: 0)

  func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters.removeAll() }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
    semaphore.signal()
  }

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiters.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  /// For closures of a transaction: blocks their thread.
  func block() {
    semaphore.wait()
    semaphore.signal()
  }
}

/// Runs `body` on a thread of its own, so that a transaction that blocks takes none of Swift's few.
func onThread<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
  let executor = ThreadExecutor()
  return try await Task(executorPreference: executor) { try await body() }.value
}

/// A task executor that is one thread at a time.
final class ThreadExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "blocking")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
