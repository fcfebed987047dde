import ArgumentParser
import Foundation
import OrderService

/// `quartet admin stock-sync`.
struct AdminStockSync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stock-sync", abstract: "List how stores keep in step with their ERPs, and switch one off.",
    subcommands: [List.self, Disable.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the stores of a tenant that have ever been set up to keep in step with an ERP.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    func run() async throws {
      try await Admin.order(options) {
        try await output.show($0.listStockSync(tenantID: tenant.id).map(StockSyncRow.init))
      }
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take nothing more from a store's ERP and tell it nothing more; secrets and addresses stay.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The store's id.") var store: String
    func run() async throws {
      try await Admin.order(options) { orders in
        try await orders.disableStockSync(tenantID: tenant.id, storeID: store)
        try output.show(DoneRow(id: store, done: "disabled"))
      }
    }
  }
}

/// How a store keeps in step.
private struct StockSyncRow: AdminRow {
  var storeId: String
  var inboundEnabled: Bool
  var outboundEnabled: Bool
  var lastInboundAt: Date?
  var lastOutboundAt: Date?
  var lastOutboundError: String?

  init(_ sync: OrderAdministration.StockSyncLine) {
    storeId = sync.storeID
    inboundEnabled = sync.inboundEnabled
    outboundEnabled = sync.outboundEnabled
    lastInboundAt = sync.lastInboundAt?.date
    lastOutboundAt = sync.lastOutboundAt?.date
    lastOutboundError = sync.lastOutboundError
  }

  var line: String {
    func side(_ name: String, _ isOn: Bool, _ last: Date?) -> String {
      "\(name)=\(isOn ? "on" : "off")" + (last.map { " (last \($0.formatted(.iso8601)))" } ?? "")
    }
    let sides = [side("inbound", inboundEnabled, lastInboundAt), side("outbound", outboundEnabled, lastOutboundAt)]
    return ([storeId] + sides + [lastOutboundError].compactMap(\.self)).joined(separator: "  ")
  }
}
