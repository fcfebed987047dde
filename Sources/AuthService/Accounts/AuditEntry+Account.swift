import Storage

extension AuditEntry {
  /// An entry about what a user does to their own account.
  static func account(
    _ action: String, of userID: String, tenantID: String, device: Device, details: [String: String] = [:],
    at now: Timestamp
  ) -> AuditEntry {
    AuditEntry(
      tenantID: tenantID, actor: AuditActor(kind: .user, id: userID), action: action, targetType: "user",
      targetID: userID, details: details, ipAddress: device.ipAddress, requestID: device.requestID, at: now)
  }
}
