import Dispatch
import Synchronization

/// Hands work from tasks to one dedicated thread, so that blocking on a disk or a server never holds
/// a thread of Swift's cooperative pool.
final class Mailbox<Element: Sendable>: Sendable {
  private struct State {
    var waiting: [Element] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let arrival = DispatchSemaphore(value: 0)

  var count: Int { state.withLock { $0.waiting.count } }

  /// Adds an element; never blocks.
  /// - Returns: false when the mailbox is closed and will not deliver it.
  func post(_ element: Element) -> Bool {
    let (accepted, wasEmpty) = state.withLock { state in
      guard !state.isClosed else { return (false, false) }
      state.waiting.append(element)
      return (true, state.waiting.count == 1)
    }
    if wasEmpty { arrival.signal() }
    return accepted
  }

  /// Blocks until there is something, and takes everything there is, in order of arrival.
  /// - Returns: nil once the mailbox is closed and empty.
  func takeAll() -> [Element]? {
    while true {
      arrival.wait()
      let (taken, isClosed) = state.withLock { state in
        defer { state.waiting.removeAll() }
        return (state.waiting, state.isClosed)
      }
      if isClosed { arrival.signal() }
      if !taken.isEmpty { return taken }
      if isClosed { return nil }
    }
  }

  /// Refuses new elements; those that were accepted are still delivered.
  func close() {
    state.withLock { $0.isClosed = true }
    arrival.signal()
  }
}
