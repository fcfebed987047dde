import Contracts
import Runtime

extension Store {
  var asProto: OrderV1.Store {
    .with {
      $0.id = id
      $0.companyID = companyID
      $0.name = name
      $0.slug = slug
      if let description { $0.description_p = description }
      if let phone { $0.phone = phone }
      if let city { $0.city = city }
      $0.currency = currency
      if let pixKey { $0.pixKey = pixKey.text }
      $0.isActive = isActive
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      $0.reserveStock = reservation.isOn
      $0.reserveMinutes = reservation.minutes
    }
  }
}

extension OrderV1.ListStoresResponse {
  init(_ stores: [Store]) {
    self = .with {
      $0.items = stores.map(\.asProto)
      $0.total = Int64(stores.count)
    }
  }
}

extension NewStore {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.CreateStoreRequest) throws {
    var check = Violations()
    let name = StoreFields.name(proto.name, &check)
    let currency = proto.hasCurrency && !proto.currency.isEmpty ? proto.currency.uppercased() : "BRL"
    check.require(
      currency.utf8.count == 3 && currency.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) },
      "currency", "should be an ISO 4217 code")
    if proto.hasCompanyID { check.text(proto.companyID, "company_id", 1...100) }
    self.init(
      companyID: proto.hasCompanyID ? proto.companyID : nil, name: name,
      slug: proto.hasSlug ? StoreFields.slug(proto.slug, &check) : nil,
      description: StoreFields.description(proto.hasDescription_p, proto.description_p, &check).applied(to: nil),
      phone: StoreFields.phone(proto.hasPhone, proto.phone, &check).applied(to: nil),
      city: StoreFields.city(proto.hasCity, proto.city, &check).applied(to: nil), currency: currency,
      pixKey: StoreFields.pixKey(proto.hasPixKey, proto.pixKey, &check).applied(to: nil),
      reservation: ReservationTerms(
        isOn: proto.reserveStock,
        minutes: StoreFields.reserveMinutes(proto.hasReserveMinutes, proto.reserveMinutes, &check)
          ?? ReservationTerms().minutes))
    try check.throwIfAny()
  }
}

extension StoreChange {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.UpdateStoreRequest) throws {
    var check = Violations()
    self.init(
      name: proto.hasName ? StoreFields.name(proto.name, &check) : nil,
      slug: proto.hasSlug ? StoreFields.slug(proto.slug, &check) : nil,
      description: StoreFields.description(proto.hasDescription_p, proto.description_p, &check),
      phone: StoreFields.phone(proto.hasPhone, proto.phone, &check),
      city: StoreFields.city(proto.hasCity, proto.city, &check),
      pixKey: StoreFields.pixKey(proto.hasPixKey, proto.pixKey, &check),
      isActive: proto.hasIsActive ? proto.isActive : nil,
      reservesStock: proto.hasReserveStock ? proto.reserveStock : nil,
      reservationMinutes: StoreFields.reserveMinutes(proto.hasReserveMinutes, proto.reserveMinutes, &check))
    try check.throwIfAny()
  }
}

extension Slug {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` for what can't be a slug.
  init(proto: OrderV1.CheckSlugRequest) throws {
    var check = Violations()
    let slug = StoreFields.slug(proto.slug, &check)
    try check.throwIfAny()
    guard let slug else { throw OrderError.slugTaken(proto.slug) }
    self = slug
  }

  func asProto(available: Bool) -> OrderV1.CheckSlugResponse {
    .with {
      $0.slug = text
      $0.available = available
    }
  }
}
