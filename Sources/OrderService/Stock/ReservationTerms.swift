import Storage

/// Whether, and for how long, a store keeps the items of orders that await payment.
struct ReservationTerms: Sendable, Equatable {
  /// A week at most.
  static let allowedMinutes: ClosedRange<Int32> = 1...10_080

  var isOn = false
  var minutes: Int32 = 30

  /// When a reservation that is made now ends.
  func end(from now: Timestamp) -> Timestamp { now.adding(.seconds(Int64(minutes) * 60)) }
}
