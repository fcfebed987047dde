/// What an answer has used of its reservation.
struct Settlement: Sendable, Equatable {
  var reservationID: String
  var usage: ModelUsage
  var model: String
  var agentID: String?
  var leadID: String?
}
