import Storage
import SwiftProtobuf

/// An agent of a store.
struct Agent: Sendable, Equatable {
  var id: String
  var storeID: String
  var companyID: String
  var name: String
  var type: String
  var persona: String?
  var model: String?
  var channels: [String]
  var evolutionInstanceID: String
  var isActive: Bool
  var settings: Google_Protobuf_Struct
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

extension Agent {
  /// Pieces of one product in a buyer's order, unless the agent's settings say otherwise: nobody at the open
  /// chat is known, and where the store keeps stock for orders, one message could take all of it.
  static let standardMaximumQuantity: Int64 = 20
  static let maximumQuantityKey = "max_order_quantity"
  static let allowedMaximumQuantities: ClosedRange<Int64> = 1...1_000_000

  var maximumQuantity: Int64 { Self.maximumQuantity(settings) ?? Self.standardMaximumQuantity }

  /// The setting, or nil without one that can be used.
  static func maximumQuantity(_ settings: Google_Protobuf_Struct) -> Int64? {
    guard case .numberValue(let number)? = settings.fields[maximumQuantityKey]?.kind,
      let quantity = Int64(exactly: number), allowedMaximumQuantities.contains(quantity)
    else { return nil }
    return quantity
  }
}
