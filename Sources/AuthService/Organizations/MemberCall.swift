import Runtime
import Storage

/// A user's call about one organization: where, who, when, and what the audit log says about it.
struct MemberCall: Sendable {
  let tenantID: String
  let organizationID: String
  let userID: String
  let at: Timestamp
  private let call: Call

  /// - Throws: UNAUTHENTICATED without a user.
  init(_ call: Call, organizationID: String, at now: Timestamp) throws {
    tenantID = call.caller.tenantID
    userID = try call.caller.requireUser()
    self.organizationID = organizationID
    self.at = now
    self.call = call
  }

  /// An entry about something of the organization.
  func entry(
    _ action: String, _ targetType: String, _ targetID: String, _ details: [String: String] = [:]
  ) -> AuditEntry {
    AuditEntry(
      call: call, action: action, targetType: targetType, targetID: targetID,
      details: details.merging(["organization_id": organizationID]) { $1 }, at: at)
  }
}
