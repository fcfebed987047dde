import ArgumentParser
import OrderService

/// `quartet admin stores`.
struct AdminStores: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stores", abstract: "List stores, and close one to orders.", subcommands: [List.self, Close.self],
    defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's stores, oldest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    func run() async throws {
      try await Admin.order(options) { try await output.show($0.listStores(tenantID: tenant.id).map(StoreRow.init)) }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close a store to new orders and hide it from agents; orders that there are go on.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The store's id.") var id: String
    func run() async throws {
      try await Admin.order(options) { orders in
        try await orders.closeStore(tenantID: tenant.id, id)
        try output.show(DoneRow(id: id, done: "closed"))
      }
    }
  }
}

/// A store.
private struct StoreRow: AdminRow {
  var id: String
  var companyId: String
  var name: String
  var slug: String
  var isActive: Bool

  init(_ store: OrderAdministration.StoreLine) {
    id = store.id
    companyId = store.companyID
    name = store.name
    slug = store.slug
    isActive = store.isActive
  }

  var line: String {
    ([id, slug, name, "organization \(companyId)"] + (isActive ? [] : ["closed"])).joined(separator: "  ")
  }
}
