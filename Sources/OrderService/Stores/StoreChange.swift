import Runtime
import Storage

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
