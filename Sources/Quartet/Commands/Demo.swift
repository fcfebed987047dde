import ArgumentParser
import Foundation

/// `quartet demo`: plays the main job against a running instance and prints each exchange.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The main job against a running instance, each exchange printed.")

  @Option(help: "The instance's URL. Default: QUARTET_URL of the environment or of <data-dir>/quartet.env.")
  var url: String?

  @Option(help: "The directory that holds quartet.env. Default ./data.")
  var dataDir = "./data"

  @Option(help: "The product list. Default examples/produtos.csv.")
  var products = "examples/produtos.csv"

  @Flag(help: "Print one line per step only.")
  var quiet = false

  func run() async throws {
    await StartupFailure.guarding {
      let file = try FirstStart(dataDirectory: dataDir)
      let environment = ProcessInfo.processInfo.environment
      func setting(_ name: String) throws -> String {
        if let value = environment[name] ?? file.value(name) { return value }
        throw StartupFailure(
          "\(name) is not known: start `./quartet up` first, or give --data-dir or the environment variable.")
      }
      let client = DemoClient(
        url: try url ?? setting("QUARTET_URL"), publishableKey: try setting("QUARTET_PUBLISHABLE_KEY"),
        internalToken: try setting("INTERNAL_TOKEN"), quiet: quiet)
      let rows = try ProductList.read(products)
      try await MainJob(client: client, rows: rows).play()
    }
  }
}
