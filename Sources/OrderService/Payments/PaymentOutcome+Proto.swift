import Contracts

extension PaymentOutcome {
  /// - Parameter orderID: nil for an event that is about no order.
  func asProto(of orderID: String?) -> OrderV1.ReceiveAbacatePayResponse {
    .with {
      $0.received = true
      $0.outcome = rawValue
      if let orderID { $0.orderID = orderID }
    }
  }
}
