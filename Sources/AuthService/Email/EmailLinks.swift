import Runtime

/// Where the links of e-mails lead: to the page that the request names, else to the tenant's, else to one of the
/// gateway's own.
struct EmailLinks: Sendable {
  let tenants: TenantStore
  let apiKeys: APIKeyStore
  let gateway: GatewayURL

  /// What a link is for. The raw value is the page below `/account/` that does it where the app has none.
  enum Page: String, Sendable, CaseIterable {
    case verification = "verify"
    case passwordReset = "reset"
    case invitation
    case teamInvitation = "team-invitation"
    case adminPasswordReset = "admin-reset"
  }

  /// The links of a tenant's mails as its settings are now.
  /// - Throws: ``AuthError/tenantNotFound``, UNAVAILABLE `GATEWAY_STARTING`.
  func of(_ tenantID: String) async throws -> TenantLinks {
    let tenant = try await tenants.active(tenantID)
    var origins = try await apiKeys.allowedOrigins(tenantID: tenant.id)
    origins.formUnion(tenant.settings.allowedRedirectURIs.compactMap { ReturnURL($0)?.origin.text })
    return TenantLinks(tenant: tenant, allowedOrigins: origins, gatewayURL: try gateway.text)
  }
}
