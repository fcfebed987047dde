import ArgumentParser
import BillingService
import Foundation
import Gateway
import OrderService

/// `quartet contract`: what is made from the protos and from tables in the code, for `./quartet generate` and its check.
struct Contract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what is made from the protos and from tables in the code.",
    subcommands: [OpenAPI.self, RestAPI.self, OrderStates.self, SubscriptionStates.self, SettingsTable.self])

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

  struct SubscriptionStates: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "docs/subscription-states.md: the state machine of subscriptions.")
    func run() { FileHandle.standardOutput.write(Data(BillingService.subscriptionStates.utf8)) }
  }

  struct SettingsTable: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "settings", abstract: "The table of settings in docs/operations.md.")
    func run() { FileHandle.standardOutput.write(Data(Setting.markdownTable.utf8)) }
  }
}
