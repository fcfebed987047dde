import Contracts
import Foundation
import Runtime
import SwiftProtobuf

extension AuditFilter {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.ListAuditEntriesRequest) throws {
    var violations = Violations()
    let limit = proto.hasLimit ? Int(proto.limit) : 50
    violations.number(limit, "limit", 1...500)
    violations.text(proto.actorUserID, "actor_user_id", 0...255)
    violations.text(proto.targetType, "target_type", 0...100)
    violations.text(proto.targetID, "target_id", 0...255)
    try violations.throwIfAny()
    self.init(
      actorUserID: proto.hasActorUserID ? proto.actorUserID : nil,
      targetType: proto.hasTargetType ? proto.targetType : nil, targetID: proto.hasTargetID ? proto.targetID : nil,
      limit: limit)
  }
}

extension AuditEntry {
  private static let maximumDetailsBytes = 16 * 1024

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.RecordAuditEventRequest, call: Call, clock: any WallClock) throws {
    var violations = Violations()
    violations.require(isUUID(proto.id), "id", "must be a UUID", type: "uuid_parsing")
    violations.text(proto.action, "action", 1...100)
    violations.text(proto.targetType, "target_type", 1...100)
    violations.text(proto.targetID, "target_id", 1...255)
    violations.text(proto.actorUserID, "actor_user_id", 0...255)
    violations.text(proto.actorAdminID, "actor_admin_id", 0...255)
    violations.require(
      proto.actorUserID.isEmpty || proto.actorAdminID.isEmpty, "actor_admin_id",
      "should not be sent together with `actor_user_id`")
    violations.text(proto.organizationID, "organization_id", 0...255)
    violations.text(proto.ipAddress, "ip_address", 0...64)
    violations.text(proto.requestID, "request_id", 0...255)
    let length = proto.details.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    violations.require(
      length <= Self.maximumDetailsBytes, "details", "should have at most \(Self.maximumDetailsBytes) bytes")
    let at = proto.hasOccurredAt ? violations.moment(proto.occurredAt, "occurred_at") : clock.now()
    try violations.throwIfAny()
    self.init(
      tenantID: call.caller.tenantID, actor: AuditActor(proto: proto), action: proto.action,
      targetType: proto.targetType, targetID: proto.targetID, details: proto.details,
      ipAddress: proto.hasIpAddress ? proto.ipAddress : nil, requestID: proto.hasRequestID ? proto.requestID : nil,
      at: at, organizationID: proto.organizationID.isEmpty ? nil : proto.organizationID, id: proto.id.lowercased())
  }
}

extension AuditActor {
  fileprivate init(proto: AuthV1.RecordAuditEventRequest) {
    if !proto.actorUserID.isEmpty {
      self.init(kind: .user, id: proto.actorUserID)
    } else if !proto.actorAdminID.isEmpty {
      self.init(kind: .admin, id: proto.actorAdminID)
    } else {
      self.init(kind: .service, id: nil)
    }
  }
}

extension RecordedAuditEntry {
  var asProto: AuthV1.AuditEntry {
    .with {
      $0.id = id
      if let actorID {
        $0.actorID = actorID
        if actorKind == AuditActor.Kind.user.rawValue { $0.actorUserID = actorID }
      }
      $0.actorKind = actorKind
      $0.action = action
      $0.targetType = targetType
      $0.targetID = targetID
      if let organizationID { $0.organizationID = organizationID }
      // What was written is JSON; were it altered to something else, the rest is worth showing still.
      $0.details = (try? Google_Protobuf_Struct(jsonString: details)) ?? .init()
      if let ipAddress { $0.ipAddress = ipAddress }
      if let requestID { $0.requestID = requestID }
      $0.createdAt = at.asProto
    }
  }
}
