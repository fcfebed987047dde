extension Store {
  /// The names of the fields, as the API spells them, in which this store differs from what it was.
  func changes(since before: Store) -> [String] {
    let differs: [(String, Bool)] = [
      ("name", name != before.name), ("slug", slug != before.slug), ("description", description != before.description),
      ("phone", phone != before.phone), ("city", city != before.city), ("pix_key", pixKey != before.pixKey),
      ("is_active", isActive != before.isActive), ("reserve_stock", reservation.isOn != before.reservation.isOn),
      ("reserve_minutes", reservation.minutes != before.reservation.minutes),
    ]
    return differs.filter(\.1).map(\.0)
  }
}
