import Storage

/// Usage as it was booked; never changed afterwards.
struct UsageRecord: Sendable, Equatable {
  /// UUIDv7.
  var id: String
  var subject: Subject
  var usage: ModelUsage
  var cost: ModelCost
  /// The reservation it settled, if any.
  var reservationID: String?
  var createdAt: Timestamp

  init(
    id: String, subject: Subject, usage: ModelUsage, cost: ModelCost, reservationID: String? = nil,
    createdAt: Timestamp
  ) {
    self.id = id
    self.subject = subject
    self.usage = usage
    self.cost = cost
    self.reservationID = reservationID
    self.createdAt = createdAt
  }

  /// Usage at today's prices.
  init(
    id: String, subject: Subject, usage: ModelUsage, reservationID: String? = nil, createdAt: Timestamp
  ) {
    self.init(
      id: id, subject: subject, usage: usage, cost: PriceList.cost(of: usage), reservationID: reservationID,
      createdAt: createdAt)
  }
}
