import Storage

/// Tokens set aside for a call under way.
struct Reservation: Sendable, Equatable {
  enum Status: String, Sendable {
    case open
    /// Booked; perhaps after it had expired or was released.
    case settled
    case released
    case expired
  }

  /// UUIDv7.
  var id: String
  var subject: Subject
  /// The estimate.
  var tokens: Int64
  var model: String
  var operationType: String
  var status: Status
  var createdAt: Timestamp
  var expiresAt: Timestamp
}

/// A wish for tokens to be set aside.
struct NewReservation: Sendable, Equatable {
  static let defaultLifetime = Duration.seconds(300)

  var subject: Subject
  var tokens: Int64
  var model: String
  var operationType: String
  var lifetime: Duration
}

/// The real usage in place of a reservation.
struct Settlement: Sendable, Equatable {
  var reservationID: String
  var promptTokens: Int64
  var completionTokens: Int64
  /// Nil: the reserved one.
  var model: String?
  var agentID: String?
  var leadID: String?

  func usage(of reservation: Reservation) -> ModelUsage {
    ModelUsage(
      model: model ?? reservation.model, operationType: reservation.operationType, promptTokens: promptTokens,
      completionTokens: completionTokens, agentID: agentID, leadID: leadID)
  }
}
