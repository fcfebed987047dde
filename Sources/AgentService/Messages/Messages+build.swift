import Runtime

extension AreaModule {
  /// What leads and agents wrote to each other.
  static func messages(_ parts: AgentParts) -> AreaModule {
    AreaModule(services: [
      MessageHandler(history: parts.history, orders: parts.orders, ids: parts.ids, clock: parts.clock)
    ])
  }
}
