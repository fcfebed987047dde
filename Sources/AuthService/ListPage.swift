import Runtime
import Storage

/// One page of a list.
struct ListPage<Item: Sendable>: Sendable {
  var items: [Item]
  /// Of all pages.
  var total: Int64
  var request: PageRequest

  var hasNext: Bool { request.hasNext(of: total) }
  var hasPrevious: Bool { request.page > 1 }
}
