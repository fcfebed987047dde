import ArgumentParser
import Foundation
import Gateway

/// `quartet contract`: what is made from the protos, for `./quartet generate` and its check.
struct Contract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what is made from the protos.", subcommands: [OpenAPI.self, RestAPI.self])

  struct OpenAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The OpenAPI 3.1 document.")
    func run() async throws {
      await StartupFailure.guarding {
        FileHandle.standardOutput.write(Data(try GatewayContract.openAPI(serverURL: nil)))
      }
    }
  }

  struct RestAPI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "docs/rest-api.md: every documented endpoint, and who serves it.")
    func run() async throws {
      await StartupFailure.guarding {
        FileHandle.standardOutput.write(Data(try GatewayContract.restAPI().utf8))
      }
    }
  }
}
