import Runtime
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

/// A new store's details, valid by construction.
struct StoreDraft: Sendable {
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

/// What to change about a store; nil leaves a field as it is.
struct StoreChange: Sendable {
  var name: String?
  var slug: Slug?
  var description = NullableChange<String>.keep
  var phone = NullableChange<String>.keep
  var city = NullableChange<String>.keep
  var pixKey = NullableChange<PixKey>.keep
  var isActive: Bool?
  var reservesStock: Bool?
  var reservationMinutes: Int32?

  func applied(to store: Store, at now: Timestamp) -> Store {
    var store = store
    store.name = name ?? store.name
    store.slug = slug?.text ?? store.slug
    store.description = description.applied(to: store.description)
    store.phone = phone.applied(to: store.phone)
    store.city = city.applied(to: store.city)
    store.pixKey = pixKey.applied(to: store.pixKey)
    store.isActive = isActive ?? store.isActive
    store.reservation.isOn = reservesStock ?? store.reservation.isOn
    store.reservation.minutes = reservationMinutes ?? store.reservation.minutes
    store.updatedAt = now
    return store
  }
}
