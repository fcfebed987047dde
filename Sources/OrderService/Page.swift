import Runtime

/// A part of a list.
struct Page: Sendable, Equatable {
  static let limits: ClosedRange<Int32> = 1...200
  static let defaultLimit: Int32 = 50

  /// At most this many.
  var limit: Int32
  /// How many to pass over.
  var offset: Int32

  /// The page that a request asks for; violations are noted under `limit` and `offset`.
  init(limit: Int32?, offset: Int32?, _ check: inout Violations) {
    self.limit = limit ?? Self.defaultLimit
    self.offset = offset ?? 0
    check.number(self.limit, "limit", Self.limits)
    check.require(self.offset >= 0, "offset", "should be 0 or more")
  }
}
