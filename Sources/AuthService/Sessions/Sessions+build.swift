import Runtime

extension AreaModule {
  /// The keys that sign sessions' tokens.
  static func sessions(_ parts: AuthParts) -> AreaModule {
    AreaModule(
      services: [SigningKeyHandler(keys: parts.signingKeys)],
      workers: [
        KeyRotation(ring: parts.signingKeys, clock: parts.clock, ids: parts.ids, logger: parts.environment.logger)
      ])
  }
}
