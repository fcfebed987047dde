import Storage

/// The tables of this service. Every key begins with the tenant.
enum AgentSchema {
  static let migrations: [Migration] =
    [agents, messagesHistory, chats] + Outbox.migrations + Idempotency.migrations + [leadMessages]
}
