import Runtime
import Storage

/// What several areas of the agent service share, made once.
struct AgentParts: Sendable {
  let environment: ServiceEnvironment
  let types: AgentTypes
  let providers: ModelProviders
  let embedder: any Embedder
  let orders: OrderClient
  let agents: AgentStore
  let history: MessageHistoryStore
  let relay: OutboxRelay
  let metering: Metering

  var database: any Database { environment.database }
  var clock: any WallClock { environment.clock }
  var ids: any IDGenerator { environment.ids }

  /// - Throws: ``AgentTypesError`` with everything that is wrong in the agents_config.yaml.
  init(_ environment: ServiceEnvironment, providers: ModelProviders) throws {
    let billing = BillingClient(channel: environment.channels.billing)
    self.environment = environment
    self.providers = providers
    types = try AgentTypes(path: environment.settings.agentsConfigPath)
    embedder = environment.settings.embedder()
    orders = OrderClient(channel: environment.channels.order)
    agents = AgentStore(database: environment.database)
    history = MessageHistoryStore(database: environment.database)
    relay = OutboxRelay(environment, billing: billing)
    metering = Metering(environment, billing: billing, relay: relay)
  }
}
