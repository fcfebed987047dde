import ArgumentParser
import BillingService
import Runtime

/// `quartet admin plans`.
struct AdminPlans: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plans", abstract: "List and change plans, and put people on them.",
    subcommands: [List.self, Set.self, Assign.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the plans that a tenant sees, cheapest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    func run() async throws {
      try await AdminPlans.with(options) { billing in
        try await output.show(billing.listPlans(tenantID: tenant.id).map(PlanRow.init))
      }
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a plan, or change the one with the same slug; what is left out becomes the default.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @Argument(help: "The slug.") var slug: String
    @Argument(help: "The display name.") var name: String
    @Option(help: "The tenant whose plan it is. Default: the global catalogue.") var tenant: String?
    @Option(
      name: .customLong("price"),
      help: "A price as brl:month:9700: currency, month, year or one_time, and the amount in its smallest unit.")
    var prices: [String] = []
    @Option(help: "Tokens included in a month.") var includedTokens: Int64 = 0
    @Option(help: "The price of a million tokens beyond them, in BRL cents.") var overagePerMillion: Int64?
    @Option(help: "Messages in a month.") var maxMessages: Int64?
    @Option(help: "Tokens in a month.") var maxTokens: Int64?
    @Option(help: "Stores of an organization.") var maxStores: Int64?
    @Option(help: "Agents of an organization.") var maxAgents: Int64?
    @Option(help: "Products of an organization.") var maxProducts: Int64?
    @Option(help: "Days before the first payment.") var trialDays: Int64 = 0
    @Flag(help: "Whoever has it keeps it, and nobody new gets it.") var inactive = false

    func run() async throws {
      let prices = try self.prices.map { text in
        guard let price = PlanPrice(text: text) else { throw ValidationError("\(text) is not a price.") }
        return price
      }
      var terms = PlanTerms(
        slug: slug, name: name, prices: prices, includedTokens: includedTokens, isActive: !inactive)
      terms.overagePerMillionCents = overagePerMillion
      terms.maxMessages = maxMessages
      terms.maxTokens = maxTokens
      terms.maxStores = maxStores
      terms.maxAgents = maxAgents
      terms.maxProducts = maxProducts
      terms.trialDays = trialDays
      try await AdminPlans.with(options) { [terms] billing in
        try await output.show(PlanRow(billing.upsertPlan(terms, tenantID: tenant)))
      }
    }
  }

  struct Assign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a user or an organization on a plan without a payment; a paid subscription goes before it.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The plan's slug.") var slug: String
    @Option(help: "The user's id.") var user: String?
    @Option(help: "The organization's id.") var organization: String?

    func validate() throws {
      if (user == nil) == (organization == nil) { throw ValidationError("Give either --user or --organization.") }
    }

    func run() async throws {
      let subject = user.map { Subject(.user, $0) } ?? Subject(.organization, organization ?? "")
      try await AdminPlans.with(options) { billing in
        try await output.show(PlanRow(billing.setPlan(of: subject, to: slug, tenantID: tenant.id)))
      }
    }
  }

  private static func with(
    _ options: CommonOptions, _ body: (BillingAdministration) async throws -> Void
  ) async throws {
    try await Admin.with(.billing, options) { _, environment in
      let administration = BillingAdministration(
        database: environment.database, clock: environment.clock, ids: environment.ids)
      try await administration.migrate()
      try await body(administration)
    }
  }
}

/// A plan in a command's output.
private struct PlanRow: AdminRow {
  var id: String
  var slug: String
  var name: String
  var prices: [String]
  var includedTokens: Int64
  var isActive: Bool
  var isGlobal: Bool

  init(_ plan: Plan) {
    id = plan.id
    slug = plan.terms.slug
    name = plan.terms.name
    prices = plan.terms.prices.map { "\($0.text)/\($0.interval.rawValue)" }
    includedTokens = plan.terms.includedTokens
    isActive = plan.terms.isActive
    isGlobal = plan.tenantID == nil
  }

  var line: String {
    let cost = prices.isEmpty ? "free" : prices.joined(separator: ", ")
    return
      "\(slug)  \(name)  \(cost)  \(includedTokens) tokens\(isActive ? "" : "  inactive")\(isGlobal ? "" : "  own")"
  }
}
