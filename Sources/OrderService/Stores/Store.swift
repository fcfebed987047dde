import Storage

/// A store of a company.
struct Store: Sendable, Equatable {
  var id: String
  var companyID: String
  var name: String
  var slug: String
  var description: String?
  /// E.164.
  var phone: String?
  var city: String?
  /// ISO 4217.
  var currency: String
  var pixKey: PixKey?
  var isActive: Bool
  var createdAt: Timestamp
  var updatedAt: Timestamp
  var reservation = ReservationTerms()
}
