import Storage

/// Where an order stands among its store's orders, oldest first.
struct OrderMark: Sendable, Equatable {
  /// Every so many orders there is a mark.
  static let stride: Int64 = 256
  /// Marks are only made among orders of which none can come in between any more: a creation takes its time
  /// when it begins, and ends long before this.
  static let settled = Duration.seconds(600)

  /// How many orders stand up to this one, itself included.
  var ordinal: Int64
  var createdAt: Timestamp
  var orderID: String

  /// Whether an order is newer; ids decide between orders of one moment.
  static func isNewer(_ a: OrderMark, than b: OrderMark) -> Bool {
    (a.createdAt.microseconds, a.orderID) > (b.createdAt.microseconds, b.orderID)
  }
}
