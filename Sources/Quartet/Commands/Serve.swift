import ArgumentParser
import Contracts
import Foundation
import GRPCCore
import Gateway
import Runtime
import ServiceLifecycle

/// `quartet serve auth|billing|agent|order|gateway`: one role over the network.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "One role over the network, any number of replicas.")

  @Argument(help: "auth, billing, agent, order or gateway.")
  var role: Role

  @OptionGroup var options: CommonOptions

  func run() async throws {
    await StartupFailure.guarding { try await start() }
  }

  private func start() async throws {
    var flags = options.flags
    if let service = ServiceName(rawValue: role.rawValue), flags["QUARTET_PORT"] == nil,
      ProcessInfo.processInfo.environment["QUARTET_PORT"] == nil
    {
      flags["QUARTET_PORT"] = String(service.defaultPort)
    }
    let reader = try await SettingsReader(flags: flags)
    let settings = try reader.read()
    let missing = missingSettings(settings)
    guard missing.isEmpty else { throw SettingsProblems(problems: missing) }
    if options.checkConfig {
      print("The settings are valid.")
      return
    }
    if settings.databaseURL == nil { try Listening.prepareDirectory(settings.dataDirectory) }
    try Listening.check(host: settings.host, port: settings.port)
    let assembly = try Assembly(role: role.rawValue, settings: settings)
    let network = try NetworkChannels(settings: settings)
    if let service = ServiceName(rawValue: role.rawValue) {
      try await serve(service, assembly, network)
    } else {
      try await serveGateway(assembly, network)
    }
  }

  private func serve(_ name: ServiceName, _ assembly: Assembly, _ network: NetworkChannels) async throws {
    let environment = try assembly.environment(name, network.channels)
    let module = try await assembly.build(name, environment)
    if name == .auth { try await FirstAccounts.ensureTenant(environment) }
    let settings = assembly.settings
    let server = try NetworkServer(
      module: module, host: settings.host, port: settings.port, serviceToken: settings.tokens.service
    ) { host, port in ReadyLine.print(name.rawValue, "\(host):\(port)") }
    try await assembly.run(network.services + module.workers + assembly.operatorListener() + [server])
  }

  private func serveGateway(_ assembly: Assembly, _ network: NetworkChannels) async throws {
    let settings = assembly.settings
    let limits: RateLimitStore =
      settings.databaseURL == nil ? .memory : .database(try assembly.database("gateway"))
    let gateway = try GatewayService(
      settings: settings, channels: network.channels, limits: limits, registry: assembly.telemetry.registry,
      version: QuartetVersion.number, logger: assembly.logger
    ) { port in ReadyLine.print("gateway", "http://\(settings.host):\(port)") }
    try await assembly.run(network.services + assembly.operatorListener() + [gateway])
  }

  /// A role over the network makes no secrets up: each must be given.
  private func missingSettings(_ settings: Settings) -> [String] {
    var problems: [String] = []
    if settings.tokens.service.isEmpty {
      problems.append("SERVICE_TOKEN: set it to the same secret for every role (openssl rand -hex 32).")
    }
    for name in ServiceName.allCases where name.rawValue != role.rawValue && settings.addresses[name.rawValue] == nil {
      if role.needs.contains(name) {
        problems.append("\(name.addressSetting): set it to host:port of the \(name.rawValue) service.")
      }
    }
    return problems
  }
}
