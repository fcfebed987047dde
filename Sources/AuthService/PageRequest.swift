/// Which page of a list.
struct PageRequest: Sendable, Equatable {
  /// From 1.
  var page: Int32
  /// How many rows a page has at most.
  var perPage: Int32

  var offset: Int64 { Int64(page - 1) * Int64(perPage) }
  func hasNext(of total: Int64) -> Bool { offset + Int64(perPage) < total }
}
