/// Which page of a list.
public struct PageRequest: Sendable, Equatable {
  /// From 1.
  public var page: Int32
  /// How many rows a page has at most.
  public var perPage: Int32

  public init(page: Int32, perPage: Int32) {
    self.page = page
    self.perPage = perPage
  }

  /// How many rows stand before the page.
  public var offset: Int64 { Int64(page - 1) * Int64(perPage) }
  /// Whether a list of this many rows has a page after this one.
  public func hasNext(of total: Int64) -> Bool { offset + Int64(perPage) < total }
  /// How many pages hold this many rows.
  public func pages(of total: Int64) -> Int64 { (total + Int64(perPage) - 1) / Int64(perPage) }
}
