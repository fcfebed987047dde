import ArgumentParser
import BillingService
import Foundation
import Runtime

/// `quartet admin billing`.
struct AdminBilling: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "billing", abstract: "Check and explain the ledger, and run billing's workers.",
    subcommands: [Verify.self, Explain.self, Run.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look at every rule of the ledger, on one snapshot of the running system.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      try await AdminBilling.with(options) { billing in
        let found = try await billing.verify()
        for finding in found.findings {
          for breach in finding.breaches {
            print("tenant \(breach.tenantID)  \(breach.row): \(breach.problem) (rule: \(finding.check))")
          }
        }
        let breaches = found.findings.reduce(0) { $0 + $1.breaches.count }
        guard found.isIntact else { throw StartupFailure("\(breaches) rows break a rule of the ledger.") }
        print("\(found.findings.count) rules hold")
      }
    }
  }

  struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Derive an organization's balance again from its entries, line by line.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The organization's id, or the user's with --user.") var id: String
    @Flag(help: "The id is a user's.") var user = false
    func run() async throws {
      try await AdminBilling.with(options) { billing in
        let statement = try await billing.explain(Subject(user ? .user : .organization, id), tenantID: tenant.id)
        for line in statement.lines {
          let lot = line.lot.map { "  lot \($0)" } ?? ""
          print(
            "\(line.at.date.formatted(.iso8601))  \(line.account)  \(line.amount)  = \(line.balance)  \(line.journal)\(lot)"
          )
        }
        for balance in statement.balances {
          print("\(balance.account)  entries \(balance.derived)  balance \(balance.posted)  held \(balance.held)")
        }
        print("available \(statement.available)")
        guard statement.isIntact else { throw StartupFailure("A balance is not the sum of its entries.") }
      }
    }
  }

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: """
        Run a worker now: hold-sweep, expiry-sweep, credit-reset, sealing, stripe-events, stripe-calls, stripe-objects \
        or stripe-sync.
        """)
    @OptionGroup var options: CommonOptions
    @Argument(help: "The worker's name.") var worker: String
    func run() async throws {
      try await AdminBilling.with(options) { billing in
        guard let count = try await billing.run(worker: worker) else {
          throw StartupFailure("Another replica is at it.")
        }
        print("\(worker): \(count)")
      }
    }
  }

  private static func with(
    _ options: CommonOptions, _ body: (BillingAdministration) async throws -> Void
  ) async throws {
    try await Admin.with(.billing, options) { _, environment in
      let administration = BillingAdministration(environment)
      try await administration.migrate()
      try await body(administration)
    }
  }
}
