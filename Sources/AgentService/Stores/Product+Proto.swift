import Contracts
import Runtime

extension Product {
  init(proto: OrderV1.Product) {
    self.init(
      id: proto.id, storeID: proto.storeID, sku: proto.sku, name: proto.name,
      category: proto.hasCategory ? proto.category : nil,
      description: proto.hasDescription_p ? proto.description_p : nil, priceCents: proto.priceCents,
      currency: proto.currency, stock: proto.stock, isActive: proto.isActive)
  }
}

extension ProductDetails {
  init(proto: OrderV1.Product) {
    self.init(
      product: Product(proto: proto),
      attributes: proto.hasAttributes ? try? JSONValue(text: proto.attributes.jsonString()) : nil)
  }
}

extension ProductMatch {
  init(proto: OrderV1.ProductMatch) { self.init(product: Product(proto: proto.product), score: proto.score) }
}
