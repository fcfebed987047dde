import Foundation
import Storage

/// What a store's ERP is told: the JSON body of an outbound webhook.
struct StockMessage: Codable, Sendable, Equatable {
  struct Details: Codable, Sendable, Equatable {
    var storeID: String
    var productID: String?
    var sku: String?
    /// Units on hand.
    var quantity: Int64?
    var reserved: Int64?
    var available: Int64?
    /// By how much the stock moved.
    var delta: Int64?
    /// Grows with each movement of the product.
    var version: Int64?
    var reason: String?
    var orderID: String?

    enum CodingKeys: String, CodingKey {
      case storeID = "store_id"
      case productID = "product_id"
      case sku, quantity, reserved, available, delta, version, reason
      case orderID = "order_id"
    }
  }

  var type: String
  /// RFC 3339.
  var timestamp: String
  var data: Details

  /// Says that a product's stock moved.
  init(
    _ change: StockChange, of storeID: String, because reason: StockMovement.Reason, orderID: String?, at now: Timestamp
  ) {
    self.type = "stock.changed"
    self.timestamp = Self.text(now)
    self.data = Details(
      storeID: storeID, productID: change.productID, sku: change.sku, quantity: change.onHand,
      reserved: change.reserved, available: change.available, delta: change.delta, version: change.version,
      reason: reason.rawValue, orderID: orderID)
  }

  /// Says nothing, to see whether somebody listens.
  init(pingFrom storeID: String, at now: Timestamp) {
    self.type = "ping"
    self.timestamp = Self.text(now)
    self.data = Details(storeID: storeID)
  }

  /// - Throws: `DecodingError`.
  init(json: [UInt8]) throws { self = try JSONDecoder().decode(StockMessage.self, from: Data(json)) }

  /// The same message is always the same bytes.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }

  private static func text(_ time: Timestamp) -> String {
    time.date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
