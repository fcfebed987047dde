import Runtime

extension AreaModule {
  /// The audit log, and what seals its entries.
  static func audit(_ parts: AuthParts) -> AreaModule {
    AreaModule(
      services: [AuditHandler(audit: AuditStore(database: parts.database), clock: parts.clock)],
      workers: [
        AuditSealer(
          seals: AuditSealStore(database: parts.database), clock: parts.clock, logger: parts.environment.logger)
      ])
  }
}
