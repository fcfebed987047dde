import Runtime

extension AreaModule {
  /// A store at a glance.
  static func dashboard(_ parts: OrderParts) -> AreaModule {
    AreaModule(services: [
      DashboardHandler(
        dashboards: DashboardStore(database: parts.database), access: parts.access,
        conversations: ConversationClient(agent: parts.environment.channels.agent, logger: parts.logger),
        clock: parts.clock)
    ])
  }
}
