import Runtime

/// An open chat, as where an order comes from. Anybody may write there, so what such an order keeps from
/// other buyers is bounded.
struct ChatOrigin: Sendable, Equatable {
  static let maximumMinutes: Int32 = 15
  /// Orders of one lead that keep stock in a store at a time.
  static let maximumOrdersOfLead: Int64 = 3
  /// The same for one network address, which many buyers may share.
  static let maximumOrdersOfNetwork: Int64 = 10
  /// Pieces that orders of one network keep in a store at a time, of whatever products.
  static let maximumPiecesOfNetwork: Int64 = 60

  /// The buyer's network; nil when a trusted back end passes the buyer's words on.
  let network: String?

  init(_ caller: Caller) { network = caller.clientIP.map { ClientNetwork($0).text } }

  /// The store's terms for such an order.
  func shortened(_ terms: ReservationTerms) -> ReservationTerms {
    ReservationTerms(isOn: terms.isOn, minutes: min(terms.minutes, Self.maximumMinutes))
  }
}
