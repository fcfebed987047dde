/// What is known of someone who writes, valid by construction.
struct LeadInput: Sendable {
  var identity: Lead.Identity
  var name: String?
  var phone: String?
  var email: String?
  var customAttributes: JSONObject?

  /// A known lead with the fields that it lacked; nil when there is nothing to add.
  func filledIn(_ lead: Lead) -> Lead? {
    var filled = lead
    filled.name = lead.name ?? name
    filled.phone = lead.phone ?? phone
    filled.email = lead.email ?? email
    for (key, value) in customAttributes?.fields ?? [:] where lead.customAttributes.fields[key] == nil {
      filled.customAttributes.fields[key] = value
    }
    return filled == lead ? nil : filled
  }
}
