import Storage

/// A dashboard admin's login is a login session whose user is the admin; it is stored apart from those of
/// end users, and only dashboard tokens are issued for it.
extension LoginSession {
  /// How long a login to the dashboard lasts, however often its tokens are refreshed.
  static let dashboardLifetime = Duration.seconds(7 * 24 * 3600)

  static func dashboard(id: String, of admin: DashboardAdmin, at now: Timestamp) -> LoginSession {
    LoginSession(
      id: id, tenantID: admin.tenantID, userID: admin.id, createdAt: now, expiresAt: now.adding(dashboardLifetime))
  }
}
