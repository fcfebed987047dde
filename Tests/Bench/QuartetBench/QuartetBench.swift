import ArgumentParser

/// The parts of `./quartet bench` that are programs of their own.
@main
struct QuartetBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quartet-bench",
    subcommands: [Authentication.self, Ceiling.self, Hashing.self, Transcode.self, Upstream.self])
}
