import Storage

/// One line of the audit log, for operators.
public struct AuditLine: Sendable, Equatable {
  public var id: String
  public var at: Timestamp
  /// "user", "admin", "api_key", "service" or "system".
  public var actorKind: String
  public var actorID: String?
  /// `noun.verb`: "user.login".
  public var action: String
  public var targetType: String
  public var targetID: String
  /// JSON.
  public var details: String
}
