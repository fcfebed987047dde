import Runtime

extension AreaModule {
  /// Registration, login and passwords of end users.
  static func accounts(_ parts: AuthParts) -> AreaModule {
    AreaModule(services: [AccountHandler(accounts: parts.accounts)])
  }
}
