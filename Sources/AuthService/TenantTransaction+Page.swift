import Storage

extension TenantTransaction {
  /// A page of a query, and how many rows all pages have.
  /// - Parameters:
  ///   - source: what follows FROM, conditions included.
  ///   - order: what follows ORDER BY; must tell any two rows apart, or pages would overlap.
  func page<Item: Sendable>(
    _ columns: String, from source: String, _ arguments: [SQLValue], order: String, _ request: PageRequest,
    as make: (any Row) throws -> Item
  ) throws -> ListPage<Item> {
    let total = try tx.all("SELECT COUNT(*) FROM \(source)", values: arguments) { try $0.int(0) }.first ?? 0
    let items = try tx.all(
      "SELECT \(columns) FROM \(source) ORDER BY \(order) LIMIT ? OFFSET ?",
      values: arguments + [request.perPage.sqlValue, request.offset.sqlValue], as: make)
    return ListPage(items: items, total: total, request: request)
  }
}
