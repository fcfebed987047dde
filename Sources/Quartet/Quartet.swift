import ArgumentParser

/// The one executable with its roles (docs/architecture.md, "Processes").
@main
struct Quartet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quartet",
    abstract: "A complete backend for AI products: auth, billing, agents and orders behind one gateway.",
    version: QuartetVersion.number,
    subcommands: [Up.self, Serve.self, Admin.self, Demo.self, Health.self, SettingsCommand.self, Contract.self])
}

enum QuartetVersion {
  static let number = "0.1.0"
}
