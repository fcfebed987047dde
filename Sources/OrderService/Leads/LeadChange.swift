import Runtime
import Storage

/// What to change about a lead; nil leaves a field as it is.
struct LeadChange: Sendable {
  var status: Lead.Status?
  var name = NullableChange<String>.keep
  var phone = NullableChange<String>.keep
  var email = NullableChange<String>.keep
  var address = NullableChange<JSONObject>.keep
  /// Merged key by key; a null removes the key.
  var customAttributes: JSONObject?
  var interests: [String]?
  var profileSummary = NullableChange<String>.keep
  var profileEmbedding = NullableChange<EmbeddingVector>.keep
  var expectedVersion: Int64?

  /// - Throws: ``LeadError/versionConflict(expected:current:)``, INVALID_ARGUMENT for attributes that grow
  ///   too long.
  func applied(to lead: Lead, at now: Timestamp) throws -> Lead {
    if let expectedVersion, expectedVersion != lead.version {
      throw LeadError.versionConflict(expected: expectedVersion, current: lead.version)
    }
    var lead = lead
    lead.status = status ?? lead.status
    lead.name = name.applied(to: lead.name)
    lead.phone = phone.applied(to: lead.phone)
    lead.email = email.applied(to: lead.email)
    lead.address = address.applied(to: lead.address)
    for (key, value) in customAttributes?.fields ?? [:] {
      if case .null = value {
        lead.customAttributes.fields[key] = nil
      } else {
        lead.customAttributes.fields[key] = value
      }
    }
    lead.interests = interests ?? lead.interests
    lead.profileSummary = profileSummary.applied(to: lead.profileSummary)
    switch profileEmbedding {
    case .keep: break
    case .clear: lead.hasProfileEmbedding = false
    case .set: lead.hasProfileEmbedding = true
    }
    lead.version += 1
    lead.updatedAt = now
    return lead
  }
}
