/// One valid row of a product list. A nil field leaves what the product has; an empty text clears it.
struct ProductRow: Sendable, Equatable {
  static let skuLengths = 1...64
  static let nameLengths = 1...300
  static let maximumDescriptionLength = 8_000
  static let maximumCategoryLength = 200
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
