import Contracts
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

@testable import BillingService

/// A billing service on an empty database, with a clock set by hand and a double for the auth service.
struct BillingWorld: Sendable {
  static let tenant = Caller.defaultTenantID
  static let otherTenant = "00000000-0000-7000-8000-000000000002"
  static let company = Subject(.organization, "company-1")

  let database: any Database
  let clock: TestClock
  let memberships = FakeMemberships()
  let services = InProcessServices()
  let administration: BillingAdministration
  let workers: BillingWorkers

  init(_ database: any Database) async throws {
    let clock = TestClock()
    self.database = database
    self.clock = clock
    services.host(memberships.service.module("auth"))
    let environment = ServiceEnvironment.test(database, services: services, clock: clock)
    services.host(try await BillingService.build(environment))
    administration = BillingAdministration(database: database, clock: clock, ids: environment.ids)
    workers = BillingWorkers(database: database, clock: clock, logger: environment.logger)
  }

  /// Gives a tenant a free plan of its own, with this many tokens.
  func include(_ tokens: Int64, tenantID: String = tenant) async throws {
    _ = try await administration.upsertPlan(
      PlanTerms(slug: "free", name: "Free", monthlyCents: 0, includedTokens: tokens), tenantID: tenantID)
  }

  @discardableResult
  func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, as caller: Caller, key: String? = nil,
    _ fill: (inout Request) throws -> Void = { _ in }
  ) async throws -> Response {
    try await ServiceChannel.inProcess(services).call(rpc, caller: caller, idempotencyKey: key, fill)
  }
}

/// Gives `body` a billing service over an empty database of its own.
func withBillingWorld(_ engine: Engine, _ body: (BillingWorld) async throws -> Void) async throws {
  try await withDatabase(engine, schema: "billing") { try await body(BillingWorld($0)) }
}

extension Caller {
  /// Another Quartet service.
  static func service(_ tenantID: String = BillingWorld.tenant) -> Caller {
    Caller(tenantID: tenantID, credential: .service)
  }

  /// A user behind `X-Internal-Token` and `X-Actor-User-Id`.
  static func actor(_ userID: String, _ tenantID: String = BillingWorld.tenant) -> Caller {
    Caller(tenantID: tenantID, userID: userID, credential: .internalToken)
  }
}

/// Metering.
extension BillingWorld {
  func reserve(
    _ tokens: Int64, for subject: Subject = company, expiresIn: Int32 = 0, messages: Int32 = 0,
    source: String? = nil, as caller: Caller = .service()
  ) async throws -> BillingV1.Reservation {
    try await call(.reserve, as: caller) {
      $0.subject.kind = subject.kind == .user ? .user : .organization
      $0.subject.id = subject.id
      $0.tokens = tokens
      $0.model = "gpt-4o-mini"
      $0.operationType = "chat"
      $0.expiresIn = expiresIn
      $0.messages = messages
      if let source {
        $0.source = "test"
        $0.sourceID = source
      }
    }
  }

  func settle(
    _ reservation: BillingV1.Reservation, _ prompt: Int64, _ completion: Int64 = 0, as caller: Caller = .service()
  ) async throws -> BillingV1.SettleResponse {
    try await call(.settle, as: caller) {
      $0.reservationID = reservation.id
      $0.promptTokens = prompt
      $0.completionTokens = completion
    }
  }

  func progress(
    _ reservation: BillingV1.Reservation, _ prompt: Int64, _ completion: Int64
  ) async throws -> BillingV1.RecordProgressResponse {
    try await call(.recordProgress, as: .service()) {
      $0.reservationID = reservation.id
      $0.promptTokens = prompt
      $0.completionTokens = completion
    }
  }

  func release(_ reservation: BillingV1.Reservation, as caller: Caller = .service()) async throws {
    try await call(.release, as: caller) { $0.reservationID = reservation.id }
  }
}

/// Token usage.
extension BillingWorld {
  func record(
    _ prompt: Int64, _ completion: Int64 = 0, model: String = "gpt-4o-mini", operation: String = "chat",
    company: String? = company.id, as caller: Caller = .service(), key: String? = nil
  ) async throws -> BillingV1.TokenUsage {
    try await call(.recordTokenUsage, as: caller, key: key) {
      if let company { $0.companyID = company }
      $0.model = model
      $0.operationType = operation
      $0.promptTokens = prompt
      $0.completionTokens = completion
    }
  }

  func summary(
    _ period: String? = nil, company: String? = company.id, as caller: Caller = .service()
  ) async throws -> BillingV1.TokenUsageSummary {
    try await call(.summarizeTokenUsage, as: caller) {
      if let company { $0.companyID = company }
      if let period { $0.period = period }
    }
  }

  func month(company: String? = company.id, as caller: Caller = .service()) async throws -> BillingV1.UsageThisMonth {
    try await call(.getUsageThisMonth, as: caller) { if let company { $0.companyID = company } }
  }
}

/// A subject's books, over all months.
struct Books: Equatable {
  var used: Int64
  var reserved: Int64
}

extension BillingWorld {
  /// The books of a subject, once it is sure that no rule of the ledger is broken.
  func books(
    of subject: Subject = company, tenantID: String = tenant, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Books {
    try await expectIntact(sourceLocation: sourceLocation)
    return try await database.read(tenant: tenantID) { tx in
      func sum(_ query: String) throws -> Int64 {
        try tx.tx.first(query, tenantID, subject.kind.rawValue, subject.id) { try $0.int(0) } ?? 0
      }
      return Books(
        used: try sum(
          """
          SELECT CAST(COALESCE(SUM(prompt_tokens + completion_tokens), 0) AS BIGINT) FROM usage
          WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ?
          """),
        reserved: try sum(
          """
          SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM holds
          WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND state = 'open'
          """))
    }
  }

  /// Looks at every rule of the ledger. Holds that await their sweep are as they should be in a test.
  func expectIntact(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let findings = try await broken()
    #expect(findings.isEmpty, sourceLocation: sourceLocation)
  }

  /// Every broken rule with its rows, as `quartet admin billing verify` finds them.
  func broken() async throws -> [String] {
    let overdue = "no hold is open long after its end"
    return try await administration.verify().findings.filter { $0.check != overdue }.flatMap { finding in
      finding.breaches.map { "\(finding.check): \($0.row) \($0.problem)" }
    }
  }

  func sweep() async throws -> Int { try await workers.holdSweep.runOnce() ?? -1 }

  /// Runs a write on the default tenant's tables.
  func write<T: Sendable>(_ body: @escaping @Sendable (TenantTransaction) throws -> T) async throws -> T {
    try await database.write(tenant: Self.tenant, body)
  }

  /// The credits of the company as a new call finds them.
  func available(_ subject: Subject = company) async throws -> Int64 {
    let now = clock.now()
    return try await CreditStore(database: database).state(of: subject, tenantID: Self.tenant, at: now).state
      .available(at: now)
  }

  /// Gives the company units.
  @discardableResult
  func grant(
    _ units: Int64, _ id: String, _ source: Lot.Source = .topup, expiresIn: Duration? = nil,
    to subject: Subject = company
  ) async throws -> Lot {
    let now = clock.now()
    let new = NewLot(
      id: id, subject: subject, source: source, units: units, expiresAt: expiresIn.map { now.adding($0) })
    return try await CreditStore(database: database).grant(new, tenantID: Self.tenant, at: now).lot
  }

  func lot(_ id: String) async throws -> Lot? {
    try await database.read(tenant: Self.tenant) { tx in try tx.lot(id) }
  }

  func balance(_ kind: LedgerAccount.Kind, of subject: Subject? = company, _ asset: Asset = .token) async throws
    -> Int64
  {
    let account = LedgerAccount(kind, asset, of: subject)
    return try await database.read(tenant: Self.tenant) { tx in try tx.balance(of: account) }
  }
}
