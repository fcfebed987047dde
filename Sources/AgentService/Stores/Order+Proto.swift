import Contracts

extension Order {
  init(proto: OrderV1.Order) {
    self.init(
      id: proto.id, storeID: proto.storeID, status: OrderStatus(proto: proto.status),
      items: proto.items.map(Item.init(proto:)), totalCents: proto.totalCents, currency: proto.currency,
      paymentMethod: PaymentMethod(proto: proto.paymentMethod),
      pixCopyPaste: proto.hasPixCopyPaste && !proto.pixCopyPaste.isEmpty ? proto.pixCopyPaste : nil,
      droppedProductIDs: proto.droppedProductIds)
  }
}

extension Order.Item {
  init(proto: OrderV1.OrderItem) {
    self.init(
      productID: proto.productID, name: proto.name, quantity: proto.quantity, unitPriceCents: proto.unitPriceCents,
      totalCents: proto.totalCents)
  }
}

extension OrderStatus {
  init(proto: OrderV1.OrderStatus) {
    switch proto {
    case .pending: self = .pending
    case .awaitingPayment: self = .awaitingPayment
    case .awaitingProof: self = .awaitingProof
    case .confirmed: self = .confirmed
    case .preparing: self = .preparing
    case .shipped: self = .shipped
    case .delivered: self = .delivered
    case .cancelled: self = .cancelled
    case .unspecified, .UNRECOGNIZED: self = .other(proto.rawValue)
    }
  }

  var asProto: OrderV1.OrderStatus {
    switch self {
    case .pending: .pending
    case .awaitingPayment: .awaitingPayment
    case .awaitingProof: .awaitingProof
    case .confirmed: .confirmed
    case .preparing: .preparing
    case .shipped: .shipped
    case .delivered: .delivered
    case .cancelled: .cancelled
    case .other(let number): OrderV1.OrderStatus(rawValue: number) ?? .unspecified
    }
  }
}
