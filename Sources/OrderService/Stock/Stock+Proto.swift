import Contracts

extension OrderV1.DecrementForOrderResponse {
  init(_ orderID: String, _ changes: [StockChange], _ levels: [StockLevel]) {
    self = .with {
      $0.orderID = orderID
      $0.applied = !changes.isEmpty
      $0.items = levels.map(\.asProto)
    }
  }
}

extension OrderV1.RestoreForOrderResponse {
  init(_ orderID: String, _ changes: [StockChange], _ levels: [StockLevel]) {
    self = .with {
      $0.orderID = orderID
      $0.applied = !changes.isEmpty
      $0.items = levels.map(\.asProto)
    }
  }
}

extension StockLevel {
  fileprivate var asProto: OrderV1.StockLevel {
    .with {
      $0.productID = productID
      $0.sku = sku
      $0.ordered = ordered
      $0.delta = delta
      $0.onHand = onHand
      $0.reserved = reserved
      $0.available = available
    }
  }
}
