import Runtime

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
