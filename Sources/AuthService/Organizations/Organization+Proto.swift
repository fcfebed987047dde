import Contracts
import Foundation
import Runtime

extension NewOrganization {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateOrganizationRequest) throws {
    var violations = Violations()
    let name = violations.name(proto.name)
    let slug = violations.slug(proto.slug)
    violations.text(proto.description_p, "description", 0...2000)
    self.init(
      name: name, slug: try violations.checked(slug),
      description: proto.hasDescription_p ? proto.description_p : nil)
  }
}

extension OrganizationChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.UpdateOrganizationRequest) throws {
    var violations = Violations()
    let name = proto.hasName ? violations.name(proto.name) : nil
    violations.text(proto.description_p, "description", 0...2000)
    violations.webAddress(proto.logoURL, "logo_url")
    try violations.throwIfAny()
    self.init(
      name: name, description: proto.hasDescription_p ? proto.description_p : nil,
      logoURL: proto.hasLogoURL ? proto.logoURL : nil)
  }
}

extension Violations {
  /// A display name without surrounding blanks, 1 to 200 characters.
  mutating func name(_ raw: String) -> String {
    let name = raw.trimmingCharacters(in: .whitespacesAndNewlines)
    text(name, "name", 1...200)
    return name
  }

  /// Empty text, or a URL that ``WebAddress`` accepts.
  mutating func webAddress(_ text: String, _ field: String) {
    require(
      text.isEmpty || WebAddress.isValid(text), field, "must be an absolute http or https URL", type: "url_parsing")
  }

  mutating func slug(_ raw: String) -> Slug? {
    guard !raw.isEmpty else {
      add("slug", "Field required", type: "missing")
      return nil
    }
    let slug = Slug(raw)
    require(
      slug != nil, "slug", "must be 2 to 64 lowercase letters, digits and single hyphens",
      type: "string_pattern_mismatch")
    return slug
  }
}

extension OrganizationMembership {
  var asProto: AuthV1.Organization {
    .with {
      $0.id = organization.id
      $0.name = organization.name
      $0.slug = organization.slug
      if let description = organization.description { $0.description_p = description }
      if let logoURL = organization.logoURL { $0.logoURL = logoURL }
      $0.role = role.asProto
      $0.createdAt = organization.createdAt.asProto
    }
  }
}
