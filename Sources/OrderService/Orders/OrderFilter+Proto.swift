import Contracts
import Runtime

extension OrderFilter {
  /// The filter as asked for, which names no store when all are meant, and the page.
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  static func parse(_ proto: OrderV1.ListOrdersRequest) throws -> (filter: OrderFilter, page: Page) {
    var check = Violations()
    let page = Page(
      limit: proto.hasLimit ? proto.limit : nil, offset: proto.hasOffset ? proto.offset : nil, &check)
    let storeIDs = check.storeIDs(proto.storeIds)
    let status = proto.hasStatus ? OrderStatus(proto: proto.status) : nil
    check.require(!proto.hasStatus || status != nil, "status", "is not a status", type: "enum")
    try check.throwIfAny()
    return (OrderFilter(storeIDs: storeIDs, status: status), page)
  }
}

extension OrderV1.ListOrdersResponse {
  init(_ orders: [Order], total: Int64, _ page: Page) {
    self = .with {
      $0.items = orders.map { $0.asProto() }
      $0.total = total
      $0.limit = page.limit
      $0.offset = page.offset
    }
  }
}

extension OrderStats {
  func asProto(of store: Store) -> OrderV1.OrderStats {
    .with {
      $0.storeID = store.id
      $0.totalOrders = total
      $0.openOrders = open
      $0.revenueCents = sales.cents
      $0.averageOrderCents = averageCents
      $0.ordersLast24Hours = lastDay
      $0.byStatus = tallies.map { tally in
        .with {
          $0.status = tally.status.asProto
          $0.orders = tally.orders
          $0.totalCents = tally.cents
        }
      }
      $0.currency = store.currency
    }
  }
}
