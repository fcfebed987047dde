import Synchronization

/// Tells billing what an answer has delivered so far, so that it is paid for even where this process ends before it
/// can settle. Nothing waits for a report: one is under way at a time, and the next one has all that came meanwhile.
final class ProgressReports: Sendable {
  /// Tokens of an answer from one report to the next; what a crash may lose.
  static let step: Int64 = 128

  private struct State {
    var isReporting = false
    var latest = ModelUsage()
    var reported = ModelUsage()

    /// The first delivery is told at once, and a further prompt.
    var isDue: Bool {
      latest.promptTokens > reported.promptTokens
        || latest.completionTokens >= reported.completionTokens + ProgressReports.step
    }
  }

  private let state = Mutex(State())
  private let report: @Sendable (ModelUsage) async -> Void

  /// - Parameter report: tells billing; a failure is nobody's here, for the next one tells it all.
  init(_ report: @escaping @Sendable (ModelUsage) async -> Void) { self.report = report }

  /// Notes what has been delivered in all.
  func note(_ usage: ModelUsage) {
    let isIdle = state.withLock { state in
      state.latest = usage
      return !state.isReporting
    }
    if isIdle { tellWhatIsDue() }
  }

  private func tellWhatIsDue() {
    let due: ModelUsage? = state.withLock { state in
      guard !state.isReporting, state.isDue else { return nil }
      state.isReporting = true
      state.reported = state.latest
      return state.latest
    }
    guard let due else { return }
    // Unstructured on purpose: neither the model nor the reader waits for billing.
    Task {
      await report(due)
      state.withLock { $0.isReporting = false }
      tellWhatIsDue()
    }
  }
}
