import Storage

extension AuditEntry {
  /// An entry about what an admin does to their own account.
  static func admin(
    _ action: String, of admin: DashboardAdmin, device: Device, details: [String: String] = [:], at now: Timestamp
  ) -> AuditEntry {
    AuditEntry(
      tenantID: admin.tenantID, actor: AuditActor(kind: .admin, id: admin.id), action: action, targetType: "admin",
      targetID: admin.id, details: details, ipAddress: device.ipAddress, requestID: device.requestID,
      at: now)
  }

  /// An entry about what an operator does with `quartet admin`, or the first start does by itself.
  static func operation(
    _ action: String, tenantID: String, targetType: String, targetID: String, details: [String: String] = [:],
    at now: Timestamp
  ) -> AuditEntry {
    AuditEntry(
      tenantID: tenantID, actor: .system, action: action, targetType: targetType, targetID: targetID,
      details: details, ipAddress: nil, requestID: nil, at: now)
  }
}
