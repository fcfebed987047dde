import Crypto
import Storage

/// A product of a store. Prices are integer cents of the store's currency.
struct Product: Sendable, Equatable {
  var id: String
  var storeID: String
  var sku: String
  var name: String
  var description: String?
  var category: String?
  var priceCents: Int64
  var currency: String
  /// Units on hand: always the sum of the product's stock movements.
  var stock: Int64
  /// Units kept for orders that await payment: always the sum of the product's reservations.
  var reserved: Int64 = 0
  /// Grows with each movement of the stock.
  var stockVersion: Int64 = 0
  var imageURL: String?
  /// A JSON object.
  var attributes: String
  var isActive: Bool
  var createdAt: Timestamp
  var updatedAt: Timestamp

  /// Units that a new order can have. The shop may have put less on the shelf than is kept for orders.
  var available: Int64 { max(0, stock - reserved) }

  /// What the product says about itself: the text that is embedded.
  var content: ProductContent { ProductContent(name: name, category: category, description: description) }
}

/// The searchable text of a product.
struct ProductContent: Sendable, Equatable {
  /// Within what the embedder takes, in Unicode scalars.
  private static let longestText = 8_000

  var name: String
  var category: String?
  var description: String?

  /// The text to embed.
  var text: String {
    let all = [name, category, description].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ". ")
    return all.cut(to: Self.longestText)
  }

  /// Changes whenever the text does: SHA-256, 64 hexadecimal digits.
  var hash: String {
    var hasher = SHA256()
    for part in [name, category ?? "", description ?? ""] {
      hasher.update(data: Array(part.utf8))
      hasher.update(data: [0])
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hasher.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
