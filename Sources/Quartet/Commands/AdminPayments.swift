import ArgumentParser
import OrderService

/// `quartet admin payments`.
struct AdminPayments: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payments", abstract: "Compare payments with the provider and with the orders.",
    subcommands: [Reconcile.self, Verify.self])

  struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask the provider about every open charge, and do what its answer asks for.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      try await Admin.with(.order, options) { _, environment in
        let found = try await OrderService.administration(environment).reconcilePayments()
        print(
          """
          \(found.checked) charges asked about: \(found.confirmed.count) confirmed, \
          \(found.refundsDue.count) to refund, \(found.mismatched.count) in another amount, \
          \(found.expired.count) expired, \(found.unanswered.count) without an answer
          """)
        for (name, charges) in [
          ("confirmed", found.confirmed), ("to refund", found.refundsDue), ("another amount", found.mismatched),
          ("no answer", found.unanswered),
        ] {
          for charge in charges { print("\(name)  \(charge)") }
        }
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare the payments that count with the orders that are paid.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      try await Admin.with(.order, options) { _, environment in
        let found = try await OrderService.administration(environment).verifyPayments()
        for order in found.discrepancies {
          print(
            "tenant \(order.tenantID)  order \(order.orderID)  \(order.status): owed \(order.owed), paid \(order.paid)")
        }
        guard found.discrepancies.isEmpty else {
          throw StartupFailure("The payments of \(found.discrepancies.count) orders don't add up.")
        }
        print("\(found.paidOrders) paid orders: their payments are \(found.paidCents) cents, as they should be")
      }
    }
  }
}
