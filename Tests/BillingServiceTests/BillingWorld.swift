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
  let access = FakeAccess()
  let services = InProcessServices()
  let administration: BillingAdministration
  let sweeper: ReservationSweeper

  private init(_ database: any Database) async throws {
    let clock = TestClock()
    self.database = database
    self.clock = clock
    services.host(ServiceModule(name: "auth", services: [access]))
    let environment = ServiceEnvironment.test(database, services: services, clock: clock)
    services.host(try await BillingService.build(environment))
    administration = BillingAdministration(database: database, clock: clock, ids: environment.ids)
    sweeper = ReservationSweeper(
      reservations: ReservationStore(database: database), clock: clock, logger: environment.logger)
  }

  static func run(_ engine: Engine, _ body: (BillingWorld) async throws -> Void) async throws {
    try await withDatabase(engine, schema: "billing") { try await body(BillingWorld($0)) }
  }

  /// Gives a tenant a free plan of its own, with this many tokens.
  func include(_ tokens: Int64, tenantID: String = tenant) async throws {
    _ = try await administration.upsertPlan(
      PlanTerms(slug: "free", name: "Free", monthlyCents: 0, includedTokens: tokens), tenantID: tenantID)
  }

  func call<Request: Message, Response: Message>(
    _ method: MethodDescriptor, _ request: Request, as caller: Caller, key: String? = nil
  ) async throws -> Response {
    try await ServiceChannel.inProcess(services).call(method, request, caller: caller, idempotencyKey: key)
  }
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
    _ tokens: Int64, for subject: Subject = company, expiresIn: Int32 = 0, as caller: Caller = .service()
  ) async throws -> BillingV1.Reservation {
    let request = BillingV1.ReserveRequest.with {
      $0.subject.kind = subject.kind == .user ? .user : .organization
      $0.subject.id = subject.id
      $0.tokens = tokens
      $0.model = "gpt-4o-mini"
      $0.operationType = "chat"
      $0.expiresIn = expiresIn
    }
    return try await call(BillingV1.MeteringService.Method.Reserve.descriptor, request, as: caller)
  }

  func settle(
    _ reservation: BillingV1.Reservation, _ prompt: Int64, _ completion: Int64 = 0, as caller: Caller = .service()
  ) async throws -> BillingV1.SettleResponse {
    let request = BillingV1.SettleRequest.with {
      $0.reservationID = reservation.id
      $0.promptTokens = prompt
      $0.completionTokens = completion
    }
    return try await call(BillingV1.MeteringService.Method.Settle.descriptor, request, as: caller)
  }

  func release(_ reservation: BillingV1.Reservation, as caller: Caller = .service()) async throws {
    let request = BillingV1.ReleaseRequest.with { $0.reservationID = reservation.id }
    let _: BillingV1.ReleaseResponse = try await call(
      BillingV1.MeteringService.Method.Release.descriptor, request, as: caller)
  }
}

/// Token usage.
extension BillingWorld {
  func record(
    _ prompt: Int64, _ completion: Int64 = 0, model: String = "gpt-4o-mini", operation: String = "chat",
    company: String? = company.id, as caller: Caller = .service(), key: String? = nil
  ) async throws -> BillingV1.TokenUsage {
    let request = BillingV1.RecordTokenUsageRequest.with {
      if let company { $0.companyID = company }
      $0.model = model
      $0.operationType = operation
      $0.promptTokens = prompt
      $0.completionTokens = completion
    }
    return try await call(
      BillingV1.TokenUsageService.Method.RecordTokenUsage.descriptor, request, as: caller, key: key)
  }

  func summary(
    _ period: String? = nil, company: String? = company.id, as caller: Caller = .service()
  ) async throws -> BillingV1.TokenUsageSummary {
    let request = BillingV1.SummarizeTokenUsageRequest.with {
      if let company { $0.companyID = company }
      if let period { $0.period = period }
    }
    return try await call(BillingV1.TokenUsageService.Method.SummarizeTokenUsage.descriptor, request, as: caller)
  }

  func month(company: String? = company.id, as caller: Caller = .service()) async throws -> BillingV1.UsageThisMonth {
    let request = BillingV1.GetUsageThisMonthRequest.with { if let company { $0.companyID = company } }
    return try await call(BillingV1.TokenUsageService.Method.GetUsageThisMonth.descriptor, request, as: caller)
  }
}

/// A subject's books, over all months.
struct Books: Equatable {
  var used: Int64
  var reserved: Int64
}

extension BillingWorld {
  /// The books of a subject, once it is sure that they agree with its records and its open reservations in
  /// every single month.
  func books(
    of subject: Subject = company, tenantID: String = tenant, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Books {
    let months = try await database.read { tx in
      try tx.all(
        """
        SELECT p.period_start, p.used_tokens, p.reserved_tokens,
          CAST((SELECT COALESCE(SUM(r.tokens), 0) FROM reservations r
            WHERE r.tenant_id = p.tenant_id AND r.subject_kind = p.subject_kind AND r.subject_id = p.subject_id
              AND r.period_start = p.period_start AND r.status = 'open') AS BIGINT)
        FROM usage_periods p WHERE p.tenant_id = ? AND p.subject_kind = ? AND p.subject_id = ?
        """, tenantID, subject.kind.rawValue, subject.id
      ) { (start: try $0.time(0), used: try $0.int(1), reserved: try $0.int(2), open: try $0.int(3)) }
    }
    for month in months {
      let interval = CalendarPeriod.month.interval(containing: month.start)
      let recorded = try await database.read { tx in
        try tx.first(
          """
          SELECT CAST(COALESCE(SUM(prompt_tokens + completion_tokens), 0) AS BIGINT) FROM usage_records
          WHERE tenant_id = ? AND subject_kind = ? AND subject_id = ? AND created_at >= ? AND created_at < ?
          """, tenantID, subject.kind.rawValue, subject.id, interval.start, interval.end
        ) { try $0.int(0) }
      }
      #expect(recorded == month.used, "used is not what was recorded", sourceLocation: sourceLocation)
      #expect(month.open == month.reserved, "reserved is not what is open", sourceLocation: sourceLocation)
    }
    return Books(
      used: months.reduce(0) { $0 + $1.used }, reserved: months.reduce(0) { $0 + $1.reserved })
  }
}
