import Storage
import Synchronization

/// Which stores' ERPs did not answer a moment ago, so that one that is down does not keep a delivery waiting
/// for each product, and everybody else's messages behind them.
final class DeliveryPauses: Sendable {
  struct Store: Hashable, Sendable {
    var tenantID: String
    var storeID: String
  }

  /// How long an ERP is left alone, and how long one attempt keeps others from being made.
  static let length = Duration.seconds(20)

  private let pauses = Mutex<[Store: Timestamp]>([:])

  /// Whether an attempt may be made now. After a pause one is, and the others wait for how it goes.
  func mayTry(_ store: Store, at now: Timestamp) -> Bool {
    pauses.withLock { pauses in
      guard let end = pauses[store] else { return true }
      guard now >= end else { return false }
      pauses[store] = now.adding(Self.length)
      return true
    }
  }

  /// Notes how an attempt went; a refusal is an answer too.
  func note(_ store: Store, answered: Bool, at now: Timestamp) {
    pauses.withLock { $0[store] = answered ? nil : now.adding(Self.length) }
  }
}
