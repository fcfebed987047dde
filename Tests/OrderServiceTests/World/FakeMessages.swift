import Contracts
import Runtime
import Synchronization
import TestSupport

/// The agent service's conversations: always the same figures, or nothing at all.
final class FakeMessages: Sendable {
  private let isAway = Mutex(false)

  /// Makes every call fail, or work again.
  func goAway(_ away: Bool = true) { isAway.withLock { $0 = away } }

  var service: FakeService {
    FakeService().on(.summarizeConversations) { request in
      if self.isAway.withLock({ $0 }) { throw ServiceError(.unavailable, "AWAY", "The agent service is away.") }
      return .with {
        $0.total = 3
        $0.activeSince = 2
        $0.messagesSince = 7
        $0.recent = [.with { $0.leadID = "lead-of-\(request.storeID)" }]
      }
    }
  }
}
