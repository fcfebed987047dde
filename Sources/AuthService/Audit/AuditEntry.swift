import Runtime
import Storage

/// Who did what an audit entry tells.
struct AuditActor: Sendable, Equatable {
  enum Kind: String, Sendable {
    case user, admin, service, system
    case apiKey = "api_key"
  }

  var kind: Kind
  /// The id of the user, admin or key; nil for services and the system itself.
  var id: String?

  static let system = AuditActor(kind: .system, id: nil)
}

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

/// Who does something, from where and when: what is known before it is known what it is done to.
struct AuditContext: Sendable {
  var call: Call
  var at: Timestamp

  /// An entry about a user.
  func entry(_ action: String, ofUser id: String, _ details: [String: String] = [:]) -> AuditEntry {
    AuditEntry(call: call, action: action, targetType: "user", targetID: id, details: details, at: at)
  }
}

extension AuditActor {
  init(caller: Caller) {
    switch caller.credential {
    case .dashboard: self.init(kind: .admin, id: caller.userID)
    case .service: self.init(kind: caller.userID == nil ? .service : .user, id: caller.userID)
    case _ where caller.userID != nil: self.init(kind: .user, id: caller.userID)
    case .publishableKey, .secretKey: self.init(kind: .apiKey, id: caller.apiKeyID)
    default: self.init(kind: .service, id: nil)
    }
  }
}

/// An entry as it was written down.
struct RecordedAuditEntry: Sendable, Equatable {
  var id: String
  /// Grows with every entry, not always in the order of commits.
  var sequence: Int64
  var tenantID: String
  var actorKind: String
  var actorID: String?
  var action: String
  var targetType: String
  var targetID: String
  var organizationID: String?
  /// JSON, as it was written.
  var details: String
  var ipAddress: String?
  var requestID: String?
  var at: Timestamp
}

/// Which entries to look for; all conditions must hold.
struct AuditFilter: Sendable, Equatable {
  var actorUserID: String?
  var targetType: String?
  var targetID: String?
  var limit: Int
}
