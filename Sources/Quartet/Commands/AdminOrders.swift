import ArgumentParser
import Foundation
import OrderService

/// `quartet admin orders`.
struct AdminOrders: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "List orders, look at one, call one off, count them afresh.",
    subcommands: [List.self, Show.self, Cancel.self, Recount.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's orders, newest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Option(help: "Only this store's, by its id.") var store: String?
    @Option(help: "Only those in this status: pending, awaiting_payment, …") var status: String?
    @Option(help: "At most this many, 1 to 200.") var limit: Int32 = 50
    @Option(help: "How many to pass over.") var offset: Int32 = 0
    func run() async throws {
      try await Admin.order(options) { orders in
        let found = try await orders.listOrders(
          tenantID: tenant.id, storeID: store, status: status, limit: limit, offset: offset)
        try output.show(found.map(OrderRow.init))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print an order with its events and payments.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The order's id.") var id: String
    func run() async throws {
      try await Admin.order(options) { try await output.show(OrderRow($0.order(tenantID: tenant.id, id))) }
    }
  }

  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Call an order off: its stock comes back, and a payment that succeeded is due back to the buyer.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The order's id.") var id: String
    @Option(help: "Why, for the order's events and the audit log.") var reason = "Cancelled by an operator."
    func run() async throws {
      try await Admin.order(options) { orders in
        try await orders.cancelOrder(tenantID: tenant.id, id, because: reason)
        try output.show(DoneRow(id: id, done: "cancelled"))
      }
    }
  }

  struct Recount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count every store's orders afresh, after they were written by other means than the API.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      try await Admin.order(options) { orders in
        try await orders.recountOrders()
        print("counted")
      }
    }
  }
}

/// An order.
private struct OrderRow: AdminRow {
  var id: String
  var storeId: String
  var status: String
  var paymentMethod: String
  var totalCents: Int64
  var currency: String
  var version: Int64
  var createdAt: Date
  var events: [String]?
  var payments: [String]?

  init(_ order: OrderAdministration.OrderLine) {
    id = order.id
    storeId = order.storeID
    status = order.status
    paymentMethod = order.paymentMethod
    totalCents = order.totalCents
    currency = order.currency
    version = order.version
    createdAt = order.createdAt.date
    events = order.events
    payments = order.payments
  }

  var line: String {
    let head = "\(id)  store \(storeId)  \(status)  \(paymentMethod)  \(totalCents) \(currency) cents"
    let rest = (events ?? []).map { "  event  \($0)" } + (payments ?? []).map { "  payment  \($0)" }
    return ([head + "  \(createdAt.formatted(.iso8601))"] + rest).joined(separator: "\n")
  }
}
