import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension LeadSighting {
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
    let name = LeadFields.text(proto.hasName, proto.name, "name", 200, &check)
    let phone = StoreFields.phone(proto.hasPhone, proto.phone, &check)
    let email = LeadFields.email(proto.hasEmail, proto.email, &check)
    if proto.hasCustomAttributes { LeadFields.size(proto.customAttributes, "custom_attributes", &check) }
    try check.throwIfAny()
    self.init(
      identity: Lead.Identity(storeID: proto.storeID, channel: proto.channel, externalID: externalID),
      name: name.applied(to: nil), phone: phone.applied(to: nil), email: email.applied(to: nil),
      customAttributes: proto.hasCustomAttributes ? proto.customAttributes : nil)
  }
}

extension LeadChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: OrderV1.UpdateLeadRequest) throws {
    var check = Violations()
    let status = Lead.Status(proto: proto.status)
    if proto.status != .unspecified { check.require(status != nil, "status", "is not a lead's status", type: "enum") }
    self.init(
      status: status, name: LeadFields.text(proto.hasName, proto.name, "name", 200, &check),
      phone: StoreFields.phone(proto.hasPhone, proto.phone, &check),
      email: LeadFields.email(proto.hasEmail, proto.email, &check),
      profileSummary: LeadFields.text(proto.hasProfileSummary, proto.profileSummary, "profile_summary", 8_000, &check),
      expectedVersion: proto.hasExpectedVersion ? proto.expectedVersion : nil)
    if proto.hasAddress {
      LeadFields.size(proto.address, "address", &check)
      address = proto.address.fields.isEmpty ? .clear : .set(proto.address)
    }
    if proto.hasCustomAttributes {
      LeadFields.size(proto.customAttributes, "custom_attributes", &check)
      customAttributes = proto.customAttributes
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
    if proto.hasPayload { LeadFields.size(proto.payload, "payload", &check) }
    try check.throwIfAny()
    self.init(
      id: id, leadID: proto.leadID, type: proto.type, payload: proto.hasPayload ? proto.payload : nil,
      actorUserID: actor, createdAt: now)
  }

  var asProto: OrderV1.LeadEvent {
    .with {
      $0.id = id
      $0.leadID = leadID
      $0.type = type
      if let payload { $0.payload = payload }
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
      if let address { $0.address = address }
      $0.customAttributes = customAttributes
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

/// How single fields of a lead are checked.
private enum LeadFields {
  static func isChannel(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: "-") }

  static func isEventType(_ byte: UInt8) -> Bool { isWord(byte) || byte == UInt8(ascii: ".") }

  static func text(
    _ isSet: Bool, _ raw: String, _ field: String, _ longest: Int, _ check: inout Violations
  ) -> NullableChange<String> {
    guard isSet else { return .keep }
    let text = String(raw.trimming(\.isWhitespace))
    check.text(text, field, 0...longest)
    return text.isEmpty ? .clear : .set(text)
  }

  /// A plain address: it is shown to people and never mailed to from here.
  static func email(_ isSet: Bool, _ raw: String, _ check: inout Violations) -> NullableChange<String> {
    let email = text(isSet, raw, "email", 254, &check)
    guard case .set(let address) = email else { return email }
    check.require(EntityText.isEmail(address), "email", "value is not a valid email address")
    return email
  }

  static func size(_ object: Google_Protobuf_Struct, _ field: String, _ check: inout Violations) {
    let size = (try? object.canonicalJSON())?.utf8.count ?? .max
    check.require(size <= 64 << 10, field, "should have at most 64 KiB of JSON with finite numbers")
  }

  static func interests(_ raw: [String], _ check: inout Violations) -> [String] {
    check.require(raw.count <= 100, "interests", "should have at most 100 items", type: "too_long")
    for (place, text) in raw.prefix(100).enumerated() { check.text(text, "interests[\(place)]", 1...200) }
    return raw
  }

  static func embedding(_ raw: [Double], _ check: inout Violations) -> NullableChange<EmbeddingVector> {
    guard !raw.isEmpty else { return .clear }
    check.require(
      raw.count <= EmbeddingVector.maximumDimension, "profile_embedding",
      "should have at most \(EmbeddingVector.maximumDimension) numbers", type: "too_long")
    guard let vector = EmbeddingVector(raw.map(Float.init), model: nil) else {
      check.add("profile_embedding", "should have finite numbers that are not all zero")
      return .keep
    }
    return .set(vector)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
