import Contracts
import Runtime

extension CompanyInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.EnsureCompanyRequest) throws {
    var violations = Violations()
    let name = proto.hasName ? violations.name(proto.name) : nil
    let slug = proto.hasSlug ? violations.slug(proto.slug) : nil
    violations.text(proto.logoURL, "logo_url", 0...2048)
    try violations.throwIfAny()
    self.init(name: name, slug: slug, logoURL: proto.logoURL.isEmpty ? nil : proto.logoURL)
  }
}

extension CompanyChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateCompanyRequest) throws {
    var violations = Violations()
    let name = proto.hasName ? violations.name(proto.name) : nil
    let slug = proto.hasSlug ? violations.slug(proto.slug) : nil
    let logoURL = violations.nullableText(proto.logoURL, isGiven: proto.hasLogoURL, "logo_url", 2048)
    if case .set(let url) = logoURL { violations.webAddress(url, "logo_url") }
    try violations.throwIfAny()
    self.init(name: name, slug: slug, logoURL: logoURL)
  }
}

extension Organization {
  func asCompany(ownerID: String, created: Bool) -> AuthV1.Company {
    .with {
      $0.id = id
      $0.ownerUserID = ownerID
      $0.name = name
      $0.slug = slug
      if let logoURL { $0.logoURL = logoURL }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      $0.created = created
    }
  }
}
