import Storage

/// An invitation to a tenant's team that waits for an answer.
public struct TeamInvitation: Sendable, Equatable {
  /// How long a mailed token is valid.
  static let lifetime = Duration.seconds(7 * 24 * 3600)

  /// UUIDv7.
  public var id: String
  public var tenantID: String
  public var email: String
  public var role: AdminRole
  /// The admin who invited; nil for the command line.
  public var invitedBy: String?
  public var createdAt: Timestamp
  public var expiresAt: Timestamp

  func isExpired(at now: Timestamp) -> Bool { expiresAt <= now }

  /// What the audit log says about it.
  var auditDetails: [String: String] { ["email": email, "role": role.rawValue] }
}

/// A checked request to invite someone.
struct NewTeamInvitation: Sendable {
  var email: EmailAddress
  var role: AdminRole
}
