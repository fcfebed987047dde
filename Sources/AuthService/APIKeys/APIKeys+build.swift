import Runtime

extension AreaModule {
  /// The API keys of a tenant.
  static func apiKeys(_ parts: AuthParts) -> AreaModule {
    AreaModule(services: [
      ApiKeyHandler(
        access: parts.dashboardAccess,
        keys: APIKeys(store: parts.apiKeys, pepper: KeyPepper(parts.environment.settings), ids: parts.ids))
    ])
  }
}
