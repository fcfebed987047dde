import Contracts

extension NewOrder {
  var asProto: OrderV1.CreateOrderRequest {
    .with { request in
      request.storeID = storeID
      request.items = items.map { item in
        .with {
          $0.productID = item.productID
          $0.quantity = item.quantity
        }
      }
      request.paymentMethod = paymentMethod.asProto
      if customer != Customer() { request.customerInfo = customer.asProto }
      if let notes { request.notes = notes }
      if let agentID { request.agentID = agentID }
      if let leadID { request.leadID = leadID }
      if isFromOpenChat { request.openChat = true }
    }
  }
}

extension NewOrder.Customer {
  var asProto: OrderV1.CustomerInfo {
    .with {
      if let name { $0.name = name }
      if let phone { $0.phone = phone }
      if let email { $0.email = email }
      if let address { $0.address = address }
    }
  }
}
