import Contracts
import Runtime

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
