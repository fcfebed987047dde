import Runtime

extension AreaModule {
  /// What a tenant's dashboard sets.
  static func tenants(_ parts: AuthParts) -> AreaModule {
    AreaModule(services: [
      TenantSettingsHandler(
        access: parts.dashboardAccess, tenants: parts.tenants,
        googleSecrets: SecretBox(parts.environment.settings, purpose: TenantSettings.googleSecretPurpose))
    ])
  }
}
