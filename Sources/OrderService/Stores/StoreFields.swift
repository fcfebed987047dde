import Runtime

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
    check.textChange(isSet, text, "description", maximum: 8_000)
  }

  static func city(_ isSet: Bool, _ text: String, _ check: inout Violations) -> NullableChange<String> {
    check.textChange(isSet, text, "city", maximum: 100)
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
}
