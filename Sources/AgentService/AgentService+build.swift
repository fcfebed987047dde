import Contracts
import Foundation
import Outbound
import Runtime
import ServiceLifecycle
import Storage

/// The agent service: agents of stores, their function-calling chat, the streaming chat, embeddings and
/// the model providers.
public enum AgentService {
  /// Migrates the database and puts the service together.
  /// - Throws: ``StorageError``, or a description of everything that is wrong in the agents_config.yaml.
  public static func build(_ environment: ServiceEnvironment) async throws -> ServiceModule {
    try await build(environment, providers: ModelProviders(settings: environment.settings))
  }

  /// Brings the schema up to date.
  /// - Throws: ``StorageError`` when the database can't be migrated.
  public static func migrate(_ environment: ServiceEnvironment) async throws {
    try await environment.database.migrate(AgentMigrations.all)
  }

  /// With the given providers; tests bring their own.
  static func build(_ environment: ServiceEnvironment, providers: ModelProviders) async throws -> ServiceModule {
    let types = try agentTypes(environment.settings.agentsConfigPath)
    let database = environment.database
    try await database.migrate(AgentMigrations.all)

    let (ids, clock, channels) = (environment.ids, environment.clock, environment.channels)
    let relay = OutboxRelay(
      database: database, now: { clock.now() }, logger: environment.logger,
      handlers: [Metering.settleTopic: { try await Metering.deliver($0, to: channels.billing) }])
    let embedder = embedder(environment.settings)
    let metering = Metering(
      billing: channels.billing, database: database, ids: ids, clock: clock, logger: environment.logger,
      wakeRelay: { relay.wake() })
    let agents = AgentStore(database: database)
    let history = MessageHistoryStore(database: database)
    let stores = StoreLookup(order: channels.order)
    let chat = AgentChat(
      providers: providers, loop: ChatLoop(toolbox: .standard, order: channels.order, embedder: embedder),
      metering: metering, history: history, ids: ids, clock: clock,
      logger: environment.logger)
    let streamed = StreamedChat(
      providers: providers, metering: metering, chats: ChatStore(database: database), ids: ids, clock: clock,
      logger: environment.logger)

    return ServiceModule(
      name: "agent",
      services: [
        AgentHandler(agents: agents, types: types, stores: stores, ids: ids, clock: clock),
        ChatHandler(chat: chat, agents: agents, types: types, stores: stores, ids: ids),
        ChatStreamHandler(chat: streamed),
        EmbedHandler(embedder: embedder),
        AgentTypeHandler(types: types),
        MessageHandler(history: history, stores: stores, ids: ids, clock: clock),
      ],
      workers: [
        relay,
        StoragePruner(
          database: database, [Idempotency.retention], now: { clock.now() }, logger: environment.logger),
      ], database: database)
  }

  /// Ollama's where there is one, else one that needs no model.
  private static func embedder(_ settings: Settings) -> any Embedder {
    guard let baseURL = settings.ollamaBaseURL else { return HashedEmbedder() }
    let http = OutboundHTTP(proxies: OutboundProxies(settings.proxies))
    return OllamaEmbedder(baseURL: baseURL, http: ProviderHTTP(name: "ollama", http: http))
  }

  /// The built-in agents_config.yaml, or the file that replaces it.
  static func agentTypes(_ path: String?) throws -> AgentTypes {
    let yaml: String
    if let path {
      guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
        throw AgentTypesError(problems: ["\(path): the file can't be read as UTF-8 text (AGENTS_CONFIG)"])
      }
      yaml = text
    } else {
      yaml = String(decoding: PackageResources.agents_config_yaml, as: UTF8.self)
    }
    return try AgentTypes(yaml: yaml, source: path ?? "agents_config.yaml", toolNames: Toolbox.standard.names)
  }
}
