import ArgumentParser
import AuthService
import Foundation
import Gateway
import Runtime
import ServiceLifecycle

/// `quartet up`: the gateway and all four services in one process, joined in process.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Everything in one process: the way to begin.")

  @OptionGroup var options: CommonOptions

  func run() async throws {
    await StartupFailure.guarding { try await start() }
  }

  private func start() async throws {
    var settings = try await options.settings()
    if options.checkConfig {
      print("The settings are valid.")
      return
    }
    try Listening.prepareDirectory(settings.dataDirectory)
    try DataDirectoryLock.take(settings.dataDirectory)
    try Listening.check(host: settings.host, port: settings.port)
    var firstStart = try FirstStart(dataDirectory: settings.dataDirectory)
    firstStart.completeTokens(&settings)
    try firstStart.write()

    let assembly = try Assembly(role: "up", settings: settings)
    let services = InProcessServices()
    let channels = ServiceChannels(inProcess: services)
    var workers: [any Service] = []
    var environments: [ServiceName: ServiceEnvironment] = [:]
    for name in ServiceName.allCases {
      let environment = try assembly.environment(name, channels)
      environments[name] = environment
      let module = try await assembly.build(name, environment)
      services.host(module)
      workers += module.workers
    }
    let accounts = FirstAccounts(firstStart: firstStart)
    guard let auth = environments[.auth] else { return }
    let (completed, isNew) = try await accounts.ensure(auth)

    let (host, dataDirectory) = (settings.host, settings.dataDirectory)
    let logger = assembly.logger
    let started = AsyncOnce { (port: Int) in
      var completed = completed
      do {
        try await FirstAccounts.allowOwnAddress(completed, port: port, auth)
      } catch {
        logger.warning("the publishable key does not know this address", metadata: ["error": "\(error)"])
      }
      let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
      completed.set("QUARTET_URL", url)
      try? completed.write()
      if isNew { Welcome(firstStart: completed, url: url, dataDirectory: dataDirectory).print() }
      ReadyLine.print("gateway", url)
    }
    let gatewayURL = assembly.gatewayURL
    let gateway = try GatewayService(
      settings: settings, channels: channels, limits: .durable(try assembly.database("gateway")),
      registry: assembly.telemetry.registry,
      version: QuartetVersion.number, logger: assembly.logger,
      onListening: {
        gatewayURL.isListening(on: $0)
        await started($0)
      })
    try await assembly.run(workers + assembly.operatorListener() + [gateway])
  }
}
