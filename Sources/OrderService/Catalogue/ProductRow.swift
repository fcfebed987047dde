/// One good row of a product list. A nil field leaves what the product has; an empty text clears it.
struct ProductRow: Sendable, Equatable {
  static let skuLengths = 1...64
  static let nameLengths = 1...300
  static let longestDescription = 8_000
  static let longestCategory = 200
  /// R$ 1 billion.
  static let prices: ClosedRange<Int64> = 0...100_000_000_000
  static let stocks: ClosedRange<Int64> = 0...1_000_000_000

  /// The row's place in the request, from 1.
  var line: Int64
  var sku: String
  var name: String
  var description: String?
  var category: String?
  var priceCents: Int64
  var stock: Int64?
  var imageURL: String?
  /// A JSON object.
  var attributes: String?
  var isActive: Bool?

  /// The product after this row.
  func applied(to product: Product) -> Product {
    func text(_ new: String?, _ old: String?) -> String? {
      guard let new else { return old }
      return new.isEmpty ? nil : new
    }
    var product = product
    product.name = name
    product.description = text(description, product.description)
    product.category = text(category, product.category)
    product.priceCents = priceCents
    product.stock = stock ?? product.stock
    product.imageURL = text(imageURL, product.imageURL)
    product.attributes = attributes ?? product.attributes
    product.isActive = isActive ?? product.isActive
    return product
  }
}

/// Why a row was refused.
struct RowError: Sendable, Equatable {
  var line: Int64
  var sku: String
  /// The first field at fault.
  var field: String
  /// Everything that is wrong with the row.
  var message: String
}

/// A product list, its good rows apart from the bad.
struct ProductBatch: Sendable {
  static let largest = 20_000

  var storeID: String
  var isAtomic: Bool
  var rows: [ProductRow]
  var errors: [RowError]

  /// The rows to apply: none when one is bad and the batch is atomic.
  var applicable: [ProductRow] { isAtomic && !errors.isEmpty ? [] : rows }
}
