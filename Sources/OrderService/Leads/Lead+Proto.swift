import Contracts
import Runtime
import Storage

extension LeadInput {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.EnsureLeadRequest) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    check.text(proto.channel, "channel", 1...32)
    check.require(
      proto.channel.utf8.allSatisfy(LeadFields.isChannel), "channel",
      "should have lower-case letters, digits, _ and - only")
    let externalID = String(proto.externalID.trimming(\.isWhitespace)).composed
    check.identifier(externalID, "external_id", 1...200)
    let name = check.textChange(proto.hasName, proto.name, "name", maximum: 200)
    let phone = StoreFields.phone(proto.hasPhone, proto.phone, &check)
    let email = LeadFields.email(proto.hasEmail, proto.email, &check)
    let attributes = proto.hasCustomAttributes ? JSONObject(proto: proto.customAttributes) : nil
    if let attributes { LeadFields.size(attributes, "custom_attributes", &check) }
    try check.throwIfAny()
    self.init(
      identity: Lead.Identity(storeID: proto.storeID, channel: proto.channel, externalID: externalID),
      name: name.applied(to: nil), phone: phone.applied(to: nil), email: email.applied(to: nil),
      customAttributes: attributes)
  }
}

extension LeadChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.UpdateLeadRequest) throws {
    var check = Violations()
    let status = Lead.Status(proto: proto.status)
    if proto.status != .unspecified { check.require(status != nil, "status", "is not a lead's status", type: "enum") }
    self.init(
      status: status, name: check.textChange(proto.hasName, proto.name, "name", maximum: 200),
      phone: StoreFields.phone(proto.hasPhone, proto.phone, &check),
      email: LeadFields.email(proto.hasEmail, proto.email, &check),
      profileSummary: check.textChange(
        proto.hasProfileSummary, proto.profileSummary, "profile_summary", maximum: 8_000),
      expectedVersion: proto.hasExpectedVersion ? proto.expectedVersion : nil)
    if proto.hasAddress {
      let object = JSONObject(proto: proto.address)
      LeadFields.size(object, "address", &check)
      address = object.fields.isEmpty ? .clear : .set(object)
    }
    if proto.hasCustomAttributes {
      let object = JSONObject(proto: proto.customAttributes)
      LeadFields.size(object, "custom_attributes", &check)
      customAttributes = object
    }
    if proto.hasInterests { interests = LeadFields.interests(proto.interests.values, &check) }
    if proto.hasProfileEmbedding { profileEmbedding = LeadFields.embedding(proto.profileEmbedding.values, &check) }
    try check.throwIfAny()
  }
}

extension LeadEvent {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.AddLeadEventRequest, id: String, actor: String?, at now: Timestamp) throws {
    var check = Violations()
    check.text(proto.type, "type", 1...64)
    check.require(
      proto.type.utf8.allSatisfy(LeadFields.isEventType), "type", "should have lower-case letters, digits, _ and . only"
    )
    let payload = proto.hasPayload ? JSONObject(proto: proto.payload) : nil
    if let payload { LeadFields.size(payload, "payload", &check) }
    try check.throwIfAny()
    self.init(
      id: id, leadID: proto.leadID, type: proto.type, payload: payload,
      actorUserID: actor, createdAt: now)
  }

  var asProto: OrderV1.LeadEvent {
    .with {
      $0.id = id
      $0.leadID = leadID
      $0.type = type
      if let payload { $0.payload = payload.asProto }
      if let actorUserID { $0.actorUserID = actorUserID }
      $0.createdAt = createdAt.asProto
    }
  }
}

extension OrderV1.ListLeadsRequest {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func checked() throws -> (LeadFilter, Page) {
    var check = Violations()
    let stores = check.storeIDs(storeIds)
    check.text(channel, "channel", 0...32)
    let page = Page(limit: hasLimit ? limit : nil, offset: hasOffset ? offset : nil, &check)
    try check.throwIfAny()
    let filter = LeadFilter(
      storeIDs: stores, status: Lead.Status(proto: status),
      channel: channel.isEmpty ? nil : channel)
    return (filter, page)
  }
}

extension Lead {
  func asProto(created: Bool = false, events: [LeadEvent] = []) -> OrderV1.Lead {
    .with {
      $0.id = id
      $0.storeID = identity.storeID
      $0.channel = identity.channel
      $0.externalID = identity.externalID
      $0.status = status.asProto
      if let name { $0.name = name }
      if let phone { $0.phone = phone }
      if let email { $0.email = email }
      if let address { $0.address = address.asProto }
      $0.customAttributes = customAttributes.asProto
      $0.interests = interests
      if let profileSummary { $0.profileSummary = profileSummary }
      $0.hasProfileEmbedding_p = hasProfileEmbedding
      $0.version = version
      $0.events = events.map(\.asProto)
      $0.lastActivityAt = lastActivityAt.asProto
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
      $0.created = created
    }
  }
}

extension Lead.Status {
  init?(proto: OrderV1.LeadStatus) {
    switch proto {
    case .new: self = .new
    case .engaged: self = .engaged
    case .qualified: self = .qualified
    case .converted: self = .converted
    case .lost: self = .lost
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }

  var asProto: OrderV1.LeadStatus {
    switch self {
    case .new: .new
    case .engaged: .engaged
    case .qualified: .qualified
    case .converted: .converted
    case .lost: .lost
    }
  }
}
