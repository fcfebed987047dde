import Synchronization

/// Ended spans that wait for the exporter: bounded, and never a reason to wait. What does not fit is
/// dropped and counted.
final class SpanQueue: Sendable {
  private struct State {
    var waiting: [FinishedSpan] = []
    /// Taken out, but not yet sent: they count against the capacity too.
    var inFlight = 0
    var isClosed = false
  }
  private let state = Mutex(State())
  private let capacity: Int
  private let batchSize: Int
  private let wakeUp: AsyncStream<Void>.Continuation
  /// One element whenever there is something to send; ends when the queue is closed.
  let wakeUps: AsyncStream<Void>

  init(capacity: Int, batchSize: Int) {
    self.capacity = capacity
    self.batchSize = batchSize
    (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// - Returns: false when the span was dropped.
  func offer(_ span: FinishedSpan) -> Bool {
    let (accepted, full) = state.withLock { state in
      guard !state.isClosed, state.waiting.count + state.inFlight < capacity else { return (false, false) }
      state.waiting.append(span)
      return (true, state.waiting.count.isMultiple(of: batchSize))
    }
    if full { wakeUp.yield() }
    return accepted
  }

  /// All that waits. The taker says ``release(_:)`` for every span that it is done with.
  func take() -> [FinishedSpan] {
    state.withLock { state in
      let taken = state.waiting
      state.waiting = []
      state.inFlight += taken.count
      return taken
    }
  }

  func release(_ count: Int) {
    state.withLock { $0.inFlight -= count }
  }

  /// Sends what waits, full batch or not.
  func poke() {
    wakeUp.yield()
  }

  /// Refuses what comes from now on; what waits can still be taken.
  func close() {
    state.withLock { $0.isClosed = true }
    wakeUp.finish()
  }

  var isClosed: Bool { state.withLock { $0.isClosed } }
}
