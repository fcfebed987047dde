import Runtime
import Storage

/// What an operator does to plans, straight on the billing database (`quartet admin plans`). Running
/// services see it with their next call.
public struct BillingAdministration: Sendable {
  let database: any Database
  let clock: any WallClock
  private let plans: PlanStore
  private let credits: CreditStore
  private let usage: UsageStore
  private let ids: any IDGenerator
  /// What is done for Stripe beside calls; nil where nobody says with which settings.
  let stripeWorkers: StripeWorkers?

  public init(
    database: any Database, clock: any WallClock = SystemClock(), ids: any IDGenerator = UUIDv7Generator()
  ) {
    self.init(database: database, clock: clock, ids: ids, stripeWorkers: nil)
  }

  /// With everything that a billing service has, its workers for Stripe included.
  public init(_ environment: ServiceEnvironment) {
    let (database, clock) = (environment.database, environment.clock)
    self.init(
      database: database, clock: clock, ids: environment.ids,
      stripeWorkers: StripeWorkers(
        BillingService.stripe(environment), database: database, clock: clock, logger: environment.logger))
  }

  private init(
    database: any Database, clock: any WallClock, ids: any IDGenerator, stripeWorkers: StripeWorkers?
  ) {
    self.stripeWorkers = stripeWorkers
    self.database = database
    self.clock = clock
    self.ids = ids
    plans = PlanStore(database: database, clock: clock, ids: ids)
    credits = CreditStore(database: database)
    usage = UsageStore(database: database)
  }

  /// Brings the database up to date; needed where no billing service has started on it yet.
  public func migrate() async throws {
    try await database.migrate(BillingSchema.migrations)
  }

  /// Every plan that a tenant sees, inactive ones too, cheapest first.
  public func listPlans(tenantID: String = Caller.defaultTenantID) async throws -> [Plan] {
    try await plans.plans(tenantID: tenantID)
  }

  /// Adds a plan, or changes the one with the same slug. Without a tenant it goes to the global catalogue,
  /// which every tenant sees; a tenant's own plan stands in for the global one with the same slug.
  /// - Throws: INVALID_ARGUMENT with every bad field.
  public func upsertPlan(_ terms: PlanTerms, tenantID: String? = nil) async throws -> Plan {
    try terms.validate()
    return try await plans.upsert(terms, owner: tenantID)
  }

  /// Puts a subject on a plan from now on; the current month's quota follows at once.
  /// - Throws: NOT_FOUND `PLAN_NOT_FOUND`, INVALID_ARGUMENT for a bad subject.
  public func setPlan(
    of subject: Subject, to slug: String, tenantID: String = Caller.defaultTenantID
  ) async throws -> Plan {
    var check = Violations()
    check.id(subject.id, "subject.id")
    try check.throwIfAny()
    return try await plans.assign(slug, to: subject, tenantID: tenantID)
  }

  /// Gives a subject tokens on top of its plan, which are used after the included ones and don't expire.
  /// - Parameter reference: what they were paid with; the second grant with a reference adds nothing and
  ///   gives the first one.
  /// - Throws: INVALID_ARGUMENT with every bad field; ABORTED `IDEMPOTENCY_KEY_REUSED` for a reference that was used
  ///   for other tokens or for another subject.
  public func grantTopup(
    to subject: Subject, tokens: Int64, reference: String? = nil, tenantID: String = Caller.defaultTenantID
  ) async throws -> Topup {
    var check = Violations()
    check.id(subject.id, "subject.id")
    check.number(tokens, "tokens", 1...1_000_000_000_000)
    if let reference { check.text(reference, "reference", 1...200) }
    try check.throwIfAny()
    let new = NewLot(
      id: "topup:\(reference ?? ids.next())", subject: subject, source: .topup, units: tokens)
    return Topup(try await credits.grant(new, tenantID: tenantID, at: clock.now()).lot, of: subject)
  }

  /// Models whose usage was booked at no cost because their price is not known, with the number of records.
  public func unpricedModels(
    tenantID: String = Caller.defaultTenantID
  ) async throws -> [(model: String, records: Int64)] {
    try await usage.unpricedModels(tenantID: tenantID)
  }
}
