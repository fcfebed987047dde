import ArgumentParser
import OrderService

/// `quartet admin stock`.
struct AdminStock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stock", abstract: "Check the stock of every store.", subcommands: [Verify.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare each product's stock with its movements, and its reserved units with its reservations.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      try await Admin.with(.order, options) { _, environment in
        let found = try await OrderService.administration(environment).verifyStock()
        for product in found.discrepancies {
          print(
            """
            tenant \(product.tenantID)  store \(product.storeID)  product \(product.productID)  \(product.sku): \
            stock \(product.stock), movements \(product.movements), reserved \(product.reserved), \
            reservations \(product.reservations)
            """)
        }
        guard found.discrepancies.isEmpty else {
          throw StartupFailure("\(found.discrepancies.count) of \(found.products) products don't add up.")
        }
        print("\(found.products) products: every stock is the sum of its movements")
      }
    }
  }
}
