import Runtime

/// Everything this service refuses, and how it says so.
enum OrderError: DomainError, Equatable {
  case storeNotFound(String)
  case productNotFound(String)
  case orderNotFound(String)
  case slugTaken(String)
  /// The store is closed to orders.
  case storeInactive(String)
  /// No line of a new order names an active product of the store.
  case noValidItems(dropped: [String])
  /// More than an order, and a PIX code, can carry.
  case totalTooLarge
  case illegalTransition(from: OrderStatus, to: OrderStatus, allowed: [OrderStatus])
  /// The transition exists, but not for this party.
  case transitionForbidden(from: OrderStatus, to: OrderStatus)
  case statusChanged(expected: OrderStatus, current: OrderStatus)
  case insufficientStock([Shortage])
  /// Orders of an open chat's buyer keep as much stock as they may.
  case tooManyReservations
  case versionConflict(expected: Int64, current: Int64)
  /// A list names a store that the caller does not see.
  case storesNotAllowed([String])

  /// A product that an order needs more of than there is.
  struct Shortage: Equatable {
    var productID: String
    var name: String
    var requested: Int64
    var available: Int64
  }

  var serviceError: ServiceError {
    switch self {
    case .storeNotFound(let id):
      ServiceError(.notFound, "STORE_NOT_FOUND", "There is no such store.", metadata: ["store_id": id])
    case .productNotFound(let id):
      ServiceError(.notFound, "PRODUCT_NOT_FOUND", "There is no such product.", metadata: ["product_id": id])
    case .orderNotFound(let id):
      ServiceError(.notFound, "ORDER_NOT_FOUND", "There is no such order.", metadata: ["order_id": id])
    case .slugTaken(let slug):
      ServiceError(
        .alreadyExists, "SLUG_TAKEN", "The slug \(slug) belongs to another store.", metadata: ["slug": slug])
    case .storeInactive(let id):
      ServiceError(
        .failedPrecondition, "STORE_INACTIVE", "The store takes no orders.", metadata: ["store_id": id])
    case .noValidItems(let dropped):
      ServiceError(
        .invalidArgument, "NO_VALID_ITEMS", "None of the items is a product that this store sells.",
        metadata: ["dropped_product_ids": dropped.joined(separator: ",")],
        violations: [
          FieldViolation("items", "None of the items is a product that this store sells.", type: "no_valid_items")
        ])
    case .totalTooLarge:
      ServiceError(
        .invalidArgument, "TOTAL_TOO_LARGE", "The order's total is larger than an order may be.",
        violations: [
          FieldViolation("items", "add up to more than \(Order.maximumTotalCents) cents", type: "value_error")
        ])
    case .illegalTransition(let from, let to, let allowed):
      ServiceError(
        .failedPrecondition, "ILLEGAL_TRANSITION",
        "An order that is \(from.rawValue) can't become \(to.rawValue); "
          + (allowed.isEmpty ? "it is final." : "it can become \(Self.list(allowed, " or "))."),
        metadata: ["from": from.rawValue, "to": to.rawValue, "allowed": allowed.map(\.rawValue).joined(separator: ",")])
    case .transitionForbidden(let from, let to):
      ServiceError(
        .permissionDenied, "TRANSITION_FORBIDDEN",
        "Only a member of the store's company may move an order from \(from.rawValue) to \(to.rawValue).",
        metadata: ["from": from.rawValue, "to": to.rawValue])
    case .statusChanged(let expected, let current):
      ServiceError(
        .aborted, "STATUS_CHANGED", "The order is \(current.rawValue), not \(expected.rawValue).",
        metadata: ["expected": expected.rawValue, "current": current.rawValue])
    case .tooManyReservations:
      ServiceError(
        .resourceExhausted, "TOO_MANY_RESERVATIONS",
        "Too many unpaid orders keep stock for this buyer; pay or cancel one, or wait until it has ended.")
    case .versionConflict(let expected, let current):
      ServiceError(
        .aborted, "VERSION_CONFLICT", "The order has version \(current), not \(expected).",
        metadata: ["expected": "\(expected)", "current": "\(current)"])
    case .storesNotAllowed(let ids):
      ServiceError(
        .permissionDenied, "STORE_NOT_ALLOWED",
        "store_ids: the user belongs to no company that has the store \(ids.joined(separator: ", ")).",
        metadata: ["store_ids": ids.joined(separator: ",")])
    case .insufficientStock(let shortages):
      ServiceError(
        .failedPrecondition, "INSUFFICIENT_STOCK",
        "Not enough in stock: "
          + shortages.map { "\($0.name) (\($0.requested) wanted, \($0.available) there)" }.joined(separator: ", ")
          + ".",
        metadata: ["product_ids": shortages.map(\.productID).joined(separator: ",")])
    }
  }

  private static func list(_ statuses: [OrderStatus], _ last: String) -> String {
    let names = statuses.map(\.rawValue)
    guard names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + last + names[names.count - 1]
  }
}
