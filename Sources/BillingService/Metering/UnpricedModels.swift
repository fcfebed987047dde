import Logging
import Synchronization

/// Tells the operator, once per model and process, about usage that was booked without a price.
final class UnpricedModels: Sendable {
  private static let most = 1000
  private let told = Mutex<Set<String>>([])
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  func note(_ record: UsageRecord) {
    guard !record.cost.isPriced else { return }
    let model = record.usage.model
    // Names come from clients: beyond the limit nobody needs to hear of another one.
    let isNew = told.withLock { $0.count < Self.most && $0.insert(model).inserted }
    guard isNew else { return }
    logger.warning(
      "The price of a model is not known; its usage is booked at no cost.", metadata: ["model": "\(model)"])
  }
}
