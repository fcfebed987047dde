/// A product list, its valid rows apart from the invalid.
struct ProductBatch: Sendable {
  static let maximumRows = 20_000

  var storeID: String
  var isAtomic: Bool
  var rows: [ProductRow]
  var errors: [RowError]

  /// The rows to apply: none when one is bad and the batch is atomic.
  var applicable: [ProductRow] { isAtomic && !errors.isEmpty ? [] : rows }
}
