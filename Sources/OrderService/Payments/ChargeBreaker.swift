import Runtime
import Synchronization

/// Remembers with which keys AbacatePay could not be reached the last time, so that not every buyer waits for it
/// in vain: while that is so, a new order waits a second only, and the outbox makes its charge later. One answer
/// is enough to wait as long as usual again.
///
/// Each process finds out for itself. What one remembers are the keys that fail now, which are few.
final class ChargeBreaker: Sendable {
  /// A tenant's key: what fails with one key may go well with another.
  private struct Account: Hashable {
    var tenantID: String
    var key: String
  }

  private let failing = Mutex<Set<Account>>([])
  private let patience: @Sendable () async throws -> Void

  /// - Parameter patience: returns when a buyer should wait no longer.
  init(patience: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }) {
    self.patience = patience
  }

  /// Makes a call with a key, and notes whether it was answered.
  /// - Parameter isBuyerWaiting: whether the call may be given up early.
  /// - Throws: what the call throws, ``PaymentError/unavailable(_:)`` when it was given up.
  func call<Answer: Sendable>(
    _ key: String, tenantID: String, isBuyerWaiting: Bool, _ body: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let account = Account(tenantID: tenantID, key: key)
    let givesUpEarly = isBuyerWaiting && failing.withLock { $0.contains(account) }
    do {
      let answer = try await givesUpEarly ? briefly(body) : body()
      failing.withLock { _ = $0.remove(account) }
      return answer
    } catch let error as PaymentError {
      failing.withLock { _ = $0.insert(account) }
      throw error
    }
  }

  private func briefly<Answer: Sendable>(
    _ body: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer.self) { group in
      group.addTask { try await body() }
      group.addTask { [patience] in
        try await patience()
        throw PaymentError.unavailable("there was no answer in time, nor was there the last time")
      }
      defer { group.cancelAll() }
      guard let answer = try await group.next() else { throw CancellationError() }
      return answer
    }
  }
}
