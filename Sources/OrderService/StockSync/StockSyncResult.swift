/// What became of one item of a report.
struct StockSyncResult: Sendable, Equatable {
  enum Status: Sendable {
    case applied
    /// The same or a later version was applied before.
    case stale
    case unknownSKU
    case invalid
  }

  var sku: String
  var status: Status
  /// Nil when there is no such product.
  var onHand: Int64?
  /// The version that was applied last.
  var version: Int64?
  var message: String?
}
