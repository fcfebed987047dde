import ArgumentParser
import Foundation
import Gateway
import OrderService

/// `quartet contract`: what is made from the protos, for `./quartet generate` and its check.
struct Contract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what is made from the protos.", subcommands: [OpenAPI.self, RestAPI.self, OrderStates.self])

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

  struct OrderStates: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "docs/order-states.md: the state machine of orders.")
    func run() { FileHandle.standardOutput.write(Data(OrderService.orderStates.utf8)) }
  }
}
