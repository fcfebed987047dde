import ArgumentParser
import Runtime

/// The flags that every role shares; each stands for a setting.
struct CommonOptions: ParsableArguments {
  @Option(help: "The address to listen on (QUARTET_HOST). Default 127.0.0.1.")
  var host: String?

  @Option(help: "The port to listen on (QUARTET_PORT); 0 takes a free one.")
  var port: Int?

  @Option(help: "The directory of databases and files (QUARTET_DATA_DIR). Default ./data.")
  var dataDir: String?

  @Option(help: "The operators' port for /metrics and /health (QUARTET_METRICS_PORT); 0 takes a free one.")
  var metricsPort: Int?

  @Flag(help: "Check the settings and stop.")
  var checkConfig = false

  var flags: [String: String] {
    var flags: [String: String] = [:]
    flags["QUARTET_HOST"] = host
    flags["QUARTET_PORT"] = port.map(String.init)
    flags["QUARTET_DATA_DIR"] = dataDir
    flags["QUARTET_METRICS_PORT"] = metricsPort.map(String.init)
    return flags
  }

  /// - Throws: ``SettingsProblems``.
  func settings() async throws -> Settings {
    try await SettingsReader(flags: flags).read()
  }
}
