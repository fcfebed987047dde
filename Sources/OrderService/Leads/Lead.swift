import Runtime
import Storage
import SwiftProtobuf

/// Someone who wrote to a store over a channel.
struct Lead: Sendable, Equatable {
  /// How far a lead has come.
  enum Status: String, Sendable, CaseIterable {
    case new, engaged, qualified, converted, lost
  }

  /// What makes a lead one and the same, however often it is ensured.
  struct Identity: Sendable, Equatable {
    var storeID: String
    var channel: String
    var externalID: String
  }

  var id: String
  var identity: Identity
  var status: Status
  var name: String?
  /// E.164.
  var phone: String?
  var email: String?
  var address: Google_Protobuf_Struct?
  var customAttributes: Google_Protobuf_Struct
  var interests: [String]
  var profileSummary: String?
  /// The numbers are only ever replaced whole, never read with the lead.
  var hasProfileEmbedding: Bool
  var version: Int64
  var lastActivityAt: Timestamp
  var createdAt: Timestamp
  var updatedAt: Timestamp
}

/// Something that happened with a lead.
struct LeadEvent: Sendable, Equatable {
  /// The most that come with a lead.
  static let shown = 50

  var id: String
  var leadID: String
  var type: String
  var payload: Google_Protobuf_Struct?
  var actorUserID: String?
  var createdAt: Timestamp
}

/// What is known of someone who writes, valid by construction.
struct LeadSighting: Sendable {
  var identity: Lead.Identity
  var name: String?
  var phone: String?
  var email: String?
  var customAttributes: Google_Protobuf_Struct?

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

/// What to change about a lead; nil leaves a field as it is.
struct LeadChange: Sendable {
  var status: Lead.Status?
  var name = NullableChange<String>.keep
  var phone = NullableChange<String>.keep
  var email = NullableChange<String>.keep
  var address = NullableChange<Google_Protobuf_Struct>.keep
  /// Merged key by key; a null removes the key.
  var customAttributes: Google_Protobuf_Struct?
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
      if case .nullValue = value.kind {
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

/// Which leads.
struct LeadFilter: Sendable {
  /// Nil: every store of the tenant.
  var storeIDs: [String]?
  var status: Lead.Status?
  var channel: String?
}
