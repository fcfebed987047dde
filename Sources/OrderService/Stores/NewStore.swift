/// A new store's details, valid by construction.
struct NewStore: Sendable {
  /// Nil: the actor's only company.
  var companyID: String?
  var name: String
  /// Nil: made from the name.
  var slug: Slug?
  var description: String?
  var phone: String?
  var city: String?
  var currency: String
  var pixKey: PixKey?
  var reservation = ReservationTerms()
}
