import ArgumentParser
import Foundation
import OrderService

/// `quartet admin reservations`.
struct AdminReservations: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reservations", abstract: "List what orders keep of the stock, and give it back.",
    subcommands: [List.self, Release.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what a tenant's orders keep while they await payment; what ends first comes first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Option(help: "Only this store's, by its id.") var store: String?
    @Option(help: "At most this many, 1 to 10000.") var limit: Int32 = 200
    func run() async throws {
      try await Admin.order(options) { orders in
        let found = try await orders.listReservations(tenantID: tenant.id, storeID: store, limit: limit)
        try output.show(found.map(ReservationRow.init))
      }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give back what an order keeps; the order goes on waiting for its payment.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The order's id.") var order: String
    func run() async throws {
      try await Admin.order(options) { orders in
        let units = try await orders.releaseReservations(tenantID: tenant.id, orderID: order)
        try output.show(DoneRow(id: order, done: "released \(units)"))
      }
    }
  }
}

/// What an order keeps of a product.
private struct ReservationRow: AdminRow {
  var orderId: String
  var storeId: String
  var productId: String
  var quantity: Int64
  var expiresAt: Date

  init(_ reservation: OrderAdministration.ReservationLine) {
    orderId = reservation.orderID
    storeId = reservation.storeID
    productId = reservation.productID
    quantity = reservation.quantity
    expiresAt = reservation.expiresAt.date
  }

  var line: String {
    "order \(orderId)  store \(storeId)  product \(productId)  \(quantity)  until \(expiresAt.formatted(.iso8601))"
  }
}
