import ArgumentParser
import BillingService
import Runtime

/// `quartet admin plans`.
struct AdminPlans: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "plans", abstract: "List the plans.")
  @OptionGroup var options: CommonOptions
  func run() async throws {
    try await Admin.with(.billing, options) { _, environment in
      let administration = BillingAdministration(
        database: environment.database, clock: environment.clock, ids: environment.ids)
      try await administration.migrate()
      for plan in try await administration.listPlans(tenantID: Caller.defaultTenantID) {
        print(
          "\(plan.terms.slug)  \(plan.terms.name)  \(plan.terms.prices.first?.text ?? "free")  \(plan.terms.includedTokens) tokens"
        )
      }
    }
  }
}
