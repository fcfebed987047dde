import Runtime

/// What is refused about the stock of an order, besides ``OrderError/insufficientStock(_:)``.
enum StockError: DomainError, Equatable {
  /// The order gave its items back, and takes them only once.
  case putBack(orderID: String)
  /// The order's items are sold until it is cancelled.
  case notCancelled(orderID: String, OrderStatus)

  var serviceError: ServiceError {
    switch self {
    case .putBack(let id):
      ServiceError(
        .failedPrecondition, "STOCK_PUT_BACK",
        "The order was called off or its items were put back; it can't take them again.", metadata: ["order_id": id])
    case .notCancelled(let id, let status):
      ServiceError(
        .failedPrecondition, "ORDER_NOT_CANCELLED",
        "The order is \(status.rawValue): its items are sold. Cancelling it puts them back.",
        metadata: ["order_id": id, "status": status.rawValue])
    }
  }
}
