import ArgumentParser
import BillingService
import Runtime

/// `quartet admin grant-tokens`.
struct AdminGrantTokens: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grant-tokens",
    abstract: "Give a user or an organization tokens on top of its plan.")
  @OptionGroup var options: CommonOptions
  @Option(help: "The user's id.") var user: String?
  @Option(help: "The organization's id.") var organization: String?
  @Option(help: "How many tokens.") var tokens: Int64
  @Option(help: "What they were paid with; a second grant with it adds nothing.") var reference: String?

  func validate() throws {
    if (user == nil) == (organization == nil) { throw ValidationError("Give either --user or --organization.") }
  }

  func run() async throws {
    try await Admin.with(.billing, options) { _, environment in
      let administration = BillingAdministration(
        database: environment.database, clock: environment.clock, ids: environment.ids)
      try await administration.migrate()
      let subject = user.map { Subject(.user, $0) } ?? Subject(.organization, organization ?? "")
      let topup = try await administration.grantTopup(to: subject, tokens: tokens, reference: reference)
      print("granted \(topup.id)")
    }
  }
}
