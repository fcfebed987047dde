import Contracts

extension Order {
  /// - Parameter dropped: the product ids that the store does not sell, in the answer to a creation.
  func asProto(dropped: [String] = []) -> OrderV1.Order {
    .with {
      $0.id = id
      $0.storeID = storeID
      if let leadID { $0.leadID = leadID }
      if let agentID { $0.agentID = agentID }
      $0.status = status.asProto
      $0.paymentMethod = paymentMethod.asProto
      $0.totalCents = totalCents
      $0.currency = currency
      $0.customerInfo = customer.asProto
      $0.items = items.map(\.asProto)
      $0.events = events.map(\.asProto)
      $0.paymentAttempts = paymentAttempts.map(\.asProto)
      if let pixCopyPaste { $0.pixCopyPaste = pixCopyPaste }
      $0.droppedProductIds = dropped
      $0.version = version
      if let notes { $0.notes = notes }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      if let paymentLinkURL { $0.paymentLinkURL = paymentLinkURL }
      $0.proofs = proofs.map(\.asProto)
    }
  }
}

extension OrderV1.Order {
  /// Whether AbacatePay has still to make the charge that the order is paid by.
  var awaitsCharge: Bool {
    !hasPixCopyPaste && paymentAttempts.contains { $0.provider == PaymentProvider.abacatePay.rawValue }
  }
}

extension Customer {
  fileprivate var asProto: OrderV1.CustomerInfo {
    .with {
      if let name { $0.name = name }
      if let phone { $0.phone = phone }
      if let email { $0.email = email }
      if let address { $0.address = address }
    }
  }
}

extension OrderItem {
  fileprivate var asProto: OrderV1.OrderItem {
    .with {
      $0.productID = productID
      $0.sku = sku
      $0.name = name
      $0.quantity = quantity
      $0.unitPriceCents = unitPriceCents
      $0.totalCents = totalCents
    }
  }
}

extension OrderEvent {
  fileprivate var asProto: OrderV1.OrderEvent {
    .with {
      $0.id = id
      $0.type = kind.rawValue
      if let fromStatus { $0.fromStatus = fromStatus.asProto }
      $0.toStatus = toStatus.asProto
      if let actorUserID { $0.actorUserID = actorUserID }
      if let reason { $0.reason = reason }
      $0.createdAt = createdAt.asProto
    }
  }
}

extension PaymentAttempt {
  fileprivate var asProto: OrderV1.PaymentAttempt {
    .with {
      $0.id = id
      $0.provider = provider.rawValue
      $0.status = status.rawValue
      $0.amountCents = amountCents
      if let externalID { $0.externalID = externalID }
      $0.createdAt = createdAt.asProto
      if let receivedCents { $0.receivedCents = receivedCents }
      if let expiresAt { $0.expiresAt = expiresAt.asProto }
      if let error { $0.error = error }
      $0.updatedAt = updatedAt.asProto
    }
  }
}

extension PaymentProof {
  fileprivate var asProto: OrderV1.PaymentProof {
    .with {
      $0.id = id
      $0.url = url
      if let mediaType { $0.mediaType = mediaType }
      if let note { $0.note = note }
      if let actorUserID { $0.actorUserID = actorUserID }
      $0.createdAt = createdAt.asProto
    }
  }
}

extension OrderStatus {
  /// Nil for a value that is not a status.
  init?(proto: OrderV1.OrderStatus) {
    switch proto {
    case .pending: self = .pending
    case .awaitingPayment: self = .awaitingPayment
    case .awaitingProof: self = .awaitingProof
    case .confirmed: self = .confirmed
    case .preparing: self = .preparing
    case .shipped: self = .shipped
    case .delivered: self = .delivered
    case .cancelled: self = .cancelled
    case .unspecified, .UNRECOGNIZED: return nil
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
    }
  }
}

extension PaymentMethod {
  var asProto: OrderV1.PaymentMethod {
    switch self {
    case .pix: .pix
    case .cod: .cod
    }
  }
}
