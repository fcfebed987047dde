import Storage

/// Whom admins do something about.
struct AdminTargetStore: Sendable {
  let database: any Database

  /// - Throws: ``AuthError/userNotFound``, ``OrganizationError/organizationNotFound`` for what the tenant does not have.
  func require(_ targets: [AdminAuthorization.Target], tenantID: String) async throws {
    guard !targets.isEmpty else { return }
    try await database.read(tenant: tenantID) { tenant in
      for target in targets {
        switch target {
        case .user(let id): guard try tenant.user(id: id) != nil else { throw AuthError.userNotFound }
        case .organization(let id): _ = try tenant.organization(id)
        }
      }
    }
  }
}
