import Storage

extension AuditEntry {
  /// An entry about somebody's own second factor.
  static func secondFactor(
    _ action: String, of subject: LoginSubject, device: Device, at now: Timestamp
  ) -> AuditEntry {
    AuditEntry(
      tenantID: subject.tenantID, actor: AuditActor(kind: subject.kind == .user ? .user : .admin, id: subject.id),
      action: action, targetType: subject.kind.rawValue, targetID: subject.id, details: [:],
      ipAddress: device.ipAddress,
      requestID: device.requestID, at: now)
  }
}
