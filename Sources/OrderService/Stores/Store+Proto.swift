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

extension StoreDraft {
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
}

/// The rules of a store's fields, for new stores and changes alike. An empty text clears a field.
enum StoreFields {
  static func name(_ text: String, _ check: inout Violations) -> String {
    let name = String(text.trimming { $0.isWhitespace })
    check.text(name, "name", 1...200)
    return name
  }

  static func slug(_ text: String, _ check: inout Violations) -> Slug? {
    let slug = Slug(text)
    check.require(
      slug != nil, "slug", "should be 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last")
    return slug
  }

  static func description(
    _ isSet: Bool, _ text: String, _ check: inout Violations
  ) -> NullableChange<String> {
    optional(isSet, text, "description", 8_000, &check)
  }

  static func city(_ isSet: Bool, _ text: String, _ check: inout Violations) -> NullableChange<String> {
    optional(isSet, text, "city", 100, &check)
  }

  static func phone(_ isSet: Bool, _ text: String, _ check: inout Violations) -> NullableChange<String> {
    guard isSet else { return .keep }
    guard !text.isEmpty else { return .clear }
    guard let phone = PhoneNumber(text) else {
      check.add("phone", "should be an E.164 telephone number such as +5511912345678")
      return .keep
    }
    return .set(phone.text)
  }

  static func pixKey(_ isSet: Bool, _ text: String, _ check: inout Violations) -> NullableChange<PixKey> {
    guard isSet else { return .keep }
    guard !text.isEmpty else { return .clear }
    guard let key = PixKey(text) else {
      check.add("pix_key", "should be a CPF, a CNPJ, an e-mail, a telephone number with +55, or a random key")
      return .keep
    }
    return .set(key)
  }

  static func reserveMinutes(_ isSet: Bool, _ minutes: Int32, _ check: inout Violations) -> Int32? {
    guard isSet else { return nil }
    check.number(minutes, "reserve_minutes", ReservationTerms.allowedMinutes)
    return minutes
  }

  private static func optional(
    _ isSet: Bool, _ text: String, _ field: String, _ longest: Int, _ check: inout Violations
  ) -> NullableChange<String> {
    guard isSet else { return .keep }
    let text = String(text.trimming { $0.isWhitespace })
    check.text(text, field, 0...longest)
    return text.isEmpty ? .clear : .set(text)
  }
}
