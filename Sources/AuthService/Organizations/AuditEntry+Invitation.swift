extension AuditEntry {
  /// With an invitation as the target, which only its token's look-up tells.
  func about(_ invitation: Invitation) -> AuditEntry {
    var entry = self
    entry.targetID = invitation.id
    entry.details["organization_id"] = invitation.organizationID
    return entry
  }
}
