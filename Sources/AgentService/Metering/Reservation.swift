/// Tokens that billing has set aside for one answer.
struct Reservation: Sendable, Equatable {
  var id: String
  /// The plan of whoever pays; empty without one.
  var planSlug: String
}
