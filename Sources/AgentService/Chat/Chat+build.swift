import Runtime

extension AreaModule {
  /// The chat with stores' agents, and the streaming chat of users.
  static func chat(_ parts: AgentParts) -> AreaModule {
    let (ids, clock, logger) = (parts.ids, parts.clock, parts.environment.logger)
    let chat = AgentChat(
      providers: parts.providers, toolbox: .standard, orders: parts.orders, embedder: parts.embedder,
      metering: parts.metering, history: parts.history, ids: ids, clock: clock, logger: logger)
    let conversations = Conversations(agents: parts.agents, types: parts.types, orders: parts.orders, ids: ids)
    let streamed = StreamedChat(
      providers: parts.providers, metering: parts.metering, chats: ChatStore(database: parts.database), ids: ids,
      clock: clock, logger: logger)
    return AreaModule(services: [
      ChatHandler(chat: chat, conversations: conversations, types: parts.types), ChatStreamHandler(chat: streamed),
    ])
  }
}
