import Storage

/// A dashboard admin about to be stored.
struct NewAdmin: Sendable {
  var id: String
  var tenantID: String
  var email: EmailAddress
  var displayName: String?
  var role: AdminRole
  var passwordHash: String
  var createdAt: Timestamp

  var admin: DashboardAdmin {
    DashboardAdmin(
      id: id, tenantID: tenantID, email: email.display, displayName: displayName, role: role, createdAt: createdAt,
      lastLoginAt: nil)
  }
}
