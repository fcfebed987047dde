import AgentService
import AuthService
import BillingService
import Foundation
import Gateway
import Logging
import OrderService
import Runtime
import ServiceLifecycle
import Storage
import Synchronization
import Telemetry

/// Builds the parts of a process from its settings: databases, channels, services, gateway.
final class Assembly {
  let settings: Settings
  let telemetry: TelemetryHandles
  let logger: Logger
  let clock = SystemClock()
  /// One for all parts of the process.
  let gatewayURL: GatewayURL
  private(set) var databases: [any Database] = []

  /// - Throws: ``StartupFailure`` for a bad telemetry setting.
  init(role: String, settings: Settings) throws {
    self.settings = settings
    // Before anything listens: the listeners' budget of connections depends on it.
    OpenFiles.raiseLimit()
    // A service on its own does not listen where the gateway does.
    gatewayURL = GatewayURL(settings, port: role == "up" ? settings.port : Settings().port)
    do {
      telemetry = try Telemetry.bootstrapOnce(
        role: role, version: QuartetVersion.number, otlpEndpoint: settings.otlpEndpoint,
        logLevel: Logger.Level(rawValue: settings.logLevel) ?? .info,
        logFormat: LogFormat(rawValue: settings.logFormat) ?? .logfmt)
    } catch {
      throw StartupFailure("Telemetry can't be set up: \(error)")
    }
    logger = Logger(label: "quartet.\(role)")
  }

  /// A service's own database: a file in the data directory, or a schema of `DATABASE_URL`.
  func database(_ name: String) throws -> any Database {
    let database: any Database
    if let url = settings.databaseURL {
      database = try Databases.postgres(url: url, schema: name, logger: logger)
    } else {
      database = try Databases.sqlite(
        path: "\(settings.dataDirectory)/\(name).db", groupLimit: settings.sqliteGroupLimit, logger: logger)
    }
    databases.append(database)
    return database
  }

  func environment(_ service: ServiceName, _ channels: ServiceChannels) throws -> ServiceEnvironment {
    ServiceEnvironment(
      database: try database(service.rawValue), clock: clock, ids: UUIDv7Generator(clock: clock),
      channels: channels, settings: settings, gatewayURL: gatewayURL,
      logger: Logger(label: "quartet.\(service.rawValue)"))
  }

  /// What was built is kept until the process ends: a part that holds an HTTP client traps when it is let go
  /// before it has run, and a start that fails late would end with that instead of its reason.
  private static let built = Mutex<[ServiceModule]>([])

  /// Builds one service; a database that can't be reached is one clear line.
  func build(_ service: ServiceName, _ environment: ServiceEnvironment) async throws -> ServiceModule {
    do {
      let module =
        switch service {
        case .auth: try await AuthService.build(environment)
        case .billing: try await BillingService.build(environment)
        case .agent: try await AgentService.build(environment)
        case .order: try await OrderService.build(environment)
        }
      Self.built.withLock { $0.append(module) }
      return module
    } catch let error as StorageError {
      throw StartupFailure("The \(service.rawValue) database can't be used: \(error)")
    }
  }

  /// Brings one service's schema up to date without building the service, whose workers nobody would run.
  func migrate(_ service: ServiceName, _ environment: ServiceEnvironment) async throws {
    do {
      switch service {
      case .auth: try await AuthService.administration(environment).ensureDefaultTenant()
      case .billing:
        try await BillingAdministration(
          database: environment.database, clock: environment.clock, ids: environment.ids
        ).migrate()
      case .agent: try await AgentService.migrate(environment)
      case .order: _ = try await OrderService.administration(environment)
      }
    } catch let error as StorageError {
      throw StartupFailure("The \(service.rawValue) database can't be used: \(error)")
    }
  }

  /// How long what is still running after the grace period has, once it is cancelled; then the process ends
  /// as it is. Databases bear that at any moment.
  private static let maximumCancellation = Duration.seconds(5)

  /// Runs the parts until SIGTERM or SIGINT, then shuts them down in reverse order within the grace
  /// period, and closes the databases.
  func run(_ services: [any Service]) async throws {
    var configuration = ServiceGroupConfiguration(
      services: (telemetry.services + services).map {
        .init(service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .gracefullyShutdownGroup)
      }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(settings.shutdownGrace)
    configuration.maximumCancellationDuration = Self.maximumCancellation
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch {
      for database in databases { await database.close() }
      throw error
    }
    for database in databases { await database.close() }
  }

  /// The operators' listener for `/metrics` and `/health`, where one is configured.
  func operatorListener() -> [any Service] {
    guard let port = settings.metricsPort else { return [] }
    return [OperatorListener(host: settings.host, port: port, registry: telemetry.registry, logger: logger)]
  }
}
