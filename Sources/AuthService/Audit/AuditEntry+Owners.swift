extension AuditEntry {
  /// What this entry about an owner has done to an organization.
  func leavingWithoutOwner(_ organizationID: String) -> AuditEntry {
    var entry = self
    entry.action = "organization.left_without_owner"
    entry.details = ["user_id": targetID]
    entry.targetType = "organization"
    entry.targetID = organizationID
    return entry
  }
}
