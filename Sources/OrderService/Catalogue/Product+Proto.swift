import Contracts
import SwiftProtobuf

extension Product {
  var asProto: OrderV1.Product {
    .with {
      $0.id = id
      $0.storeID = storeID
      $0.sku = sku
      $0.name = name
      if let description { $0.description_p = description }
      if let category { $0.category = category }
      $0.priceCents = priceCents
      $0.currency = currency
      $0.stock = stock
      if let imageURL { $0.imageURL = imageURL }
      $0.attributes = Google_Protobuf_Struct(stored: attributes)
      $0.isActive = isActive
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      $0.reserved = reserved
      $0.available = available
    }
  }
}
