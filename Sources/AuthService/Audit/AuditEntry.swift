import Runtime
import Storage

/// One line of the audit log.
struct AuditEntry: Sendable, Equatable {
  var tenantID: String
  var actor: AuditActor
  /// `noun.verb`: "user.login", "api_key.revoke".
  var action: String
  /// What it was done to: "user", "organization", "api_key", …
  var targetType: String
  var targetID: String
  /// Never secrets.
  var details: [String: String]
  var ipAddress: String?
  var requestID: String?
  var at: Timestamp
  /// The organization it belongs to, whose members may read it. Default: the target, when that is an
  /// organization, or else the detail `organization_id`.
  var organizationID: String?
  /// A UUID of the event's own, for events that may be told twice. Default: a new UUIDv7.
  var id: String?

  /// The organization whose members may read this entry.
  var readersOrganizationID: String? {
    organizationID ?? (targetType == "organization" ? targetID : details["organization_id"])
  }
}

extension AuditEntry {
  /// An entry about what `call` does: actor, address and request id are the call's.
  init(
    call: Call, action: String, targetType: String, targetID: String, details: [String: String] = [:], at: Timestamp
  ) {
    self.init(
      tenantID: call.caller.tenantID, actor: AuditActor(caller: call.caller), action: action, targetType: targetType,
      targetID: targetID, details: details, ipAddress: call.caller.clientIP, requestID: call.requestID, at: at)
  }
}
