import Runtime
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
    try await environment.database.migrate(AgentSchema.migrations)
  }

  /// With the given providers; tests bring their own.
  static func build(_ environment: ServiceEnvironment, providers: ModelProviders) async throws -> ServiceModule {
    let parts = try AgentParts(environment, providers: providers)
    let (database, clock) = (environment.database, environment.clock)
    try await migrate(environment)
    return ServiceModule(
      name: "agent",
      areas: [
        .agents(parts),
        .chat(parts),
        .embeddings(parts),
        .messages(parts),
        .metering(parts),
        AreaModule(workers: [
          StoragePruner(
            database: database, [Idempotency.retention], now: { clock.now() }, logger: environment.logger)
        ]),
      ], database: database)
  }
}
