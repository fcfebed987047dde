import Runtime
import Storage

/// A checked request to change a company; what is nil stays.
struct CompanyChange: Sendable {
  var name: String?
  var slug: Slug?
  var logoURL: NullableChange<String>

  func applied(to company: Organization, at now: Timestamp) -> Organization {
    var changed = company
    changed.name = name ?? company.name
    changed.slug = slug?.text ?? company.slug
    changed.logoURL = logoURL.applied(to: company.logoURL)
    changed.updatedAt = now
    return changed
  }
}
