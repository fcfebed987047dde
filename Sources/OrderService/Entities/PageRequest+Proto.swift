import Runtime
import Storage

extension PageRequest {
  /// Whoever wants to go further narrows the search.
  private static let maximumOffset: Int64 = 100_000

  /// The page that a request asks for; violations are noted under `page` and `size`.
  init(page: Int32?, size: Int32?, _ check: inout Violations) {
    self.init(page: page ?? 1, perPage: size ?? 20)
    check.require(
      self.page >= 1 && offset <= Self.maximumOffset, "page",
      "should be 1 or more and begin among the first \(Self.maximumOffset) of the list")
    check.number(perPage, "size", 1...100)
  }
}
