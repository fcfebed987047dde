import Runtime

/// A page by number.
struct NumberedPage: Sendable, Equatable {
  var page: Int64
  var size: Int64

  /// Whoever wants to go further narrows the search.
  private static let maximumOffset: Int64 = 100_000

  var offset: Int64 { (page - 1) * size }

  /// How many pages hold this many items.
  func pages(of total: Int64) -> Int64 { (total + size - 1) / size }

  /// Violations are noted under `page` and `size`.
  init(page: Int32?, size: Int32?, _ check: inout Violations) {
    self.page = Int64(page ?? 1)
    self.size = Int64(size ?? 20)
    check.require(
      self.page >= 1 && offset <= Self.maximumOffset, "page",
      "should be 1 or more and begin among the first \(Self.maximumOffset) of the list")
    check.number(self.size, "size", 1...100)
  }
}
