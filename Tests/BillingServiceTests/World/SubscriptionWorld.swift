import Contracts
import Foundation
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf
import TestSupport
import Testing

@testable import BillingService

/// A billing service with users, organizations and a dashboard, and what Stripe would tell it.
struct SubscriptionWorld: Sendable {
  static let tenant = BillingWorld.tenant
  static let organization = "018f0000-0000-7000-8000-0000000000a1"
  static let other = "018f0000-0000-7000-8000-0000000000a2"
  static let owner = "018f0000-0000-7000-8000-0000000000b1"
  static let member = "018f0000-0000-7000-8000-0000000000b2"
  static let stranger = "018f0000-0000-7000-8000-0000000000b3"

  let database: any Database
  let clock: TestClock
  let memberships = FakeMemberships()
  let services = InProcessServices()
  let administration: BillingAdministration
  let stripe: StripeParts

  init(_ database: any Database, settings: Settings = Settings()) async throws {
    let clock = TestClock()
    self.database = database
    self.clock = clock
    memberships.set([Self.organization], of: Self.owner)
    memberships.set([Self.organization], as: .member, of: Self.member)
    memberships.set([Self.other], of: Self.stranger)
    services.host(
      memberships.service.on(.authorizeAdmin) { request in
        guard request.adminID == "viewer", request.permission == "billing.write" else {
          return .with { $0.adminEmail = "admin@example.com" }
        }
        throw ServiceError(.permissionDenied, "INSUFFICIENT_ROLE", "The role lacks a permission.")
      }.module("auth"))
    let environment = ServiceEnvironment.test(database, services: services, clock: clock, settings: settings)
    services.host(try await BillingService.build(environment))
    administration = BillingAdministration(database: database, clock: clock, ids: environment.ids)
    stripe = BillingService.stripe(environment)
  }

  @discardableResult
  func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, as caller: Caller = .user(owner), key: String? = nil,
    _ fill: (inout Request) throws -> Void = { _ in }
  ) async throws -> Response {
    try await ServiceChannel.inProcess(services).call(rpc, caller: caller, idempotencyKey: key, fill)
  }

  /// A plan of the default tenant.
  @discardableResult
  func plan(
    _ slug: String, _ prices: [String] = [], tokens: Int64 = 1000, trialDays: Int64 = 0, isActive: Bool = true,
    tenantID: String = tenant
  ) async throws -> Plan {
    var terms = PlanTerms(
      slug: slug, name: slug.capitalized, prices: prices.compactMap { PlanPrice(text: $0) }, includedTokens: tokens,
      isActive: isActive)
    terms.trialDays = trialDays
    return try await administration.upsertPlan(terms, tenantID: tenantID)
  }

  func subscribe(
    _ planID: String, _ organization: String = organization, as caller: Caller = .user(owner), key: String? = nil
  ) async throws -> BillingV1.Subscription {
    try await call(.createSubscription, as: caller, key: key) {
      $0.planID = planID
      $0.organizationID = organization
    }
  }

  func current(as caller: Caller = .user(owner)) async throws -> BillingV1.Subscription {
    try await call(.getCurrentSubscription, as: caller)
  }

  /// What an organization may use now.
  func entitlement(_ organization: String = organization) async throws -> Entitlement {
    let now = clock.now()
    return try await database.read(tenant: Self.tenant) { tx in
      try tx.entitlement(of: Subject(.organization, organization), at: now)
    }
  }

  func row(_ id: String) async throws -> Subscription? {
    try await database.read(tenant: Self.tenant) { tx in try tx.subscription(id) }
  }
}

/// Gives `body` a billing service over an empty database of its own.
func withSubscriptionWorld(_ engine: Engine, _ body: (SubscriptionWorld) async throws -> Void) async throws {
  try await withDatabase(engine, schema: "billing") { try await body(SubscriptionWorld($0)) }
}

extension Caller {
  /// An end user with a publishable key.
  static func user(
    _ userID: String, in organizationID: String? = nil, _ tenantID: String = BillingWorld.tenant
  ) -> Caller {
    Caller(
      tenantID: tenantID, userID: userID, organizationID: organizationID, apiKeyID: "key-1", sessionID: "s-1",
      credential: .publishableKey)
  }

  /// The tenant's back end.
  static func backEnd(_ tenantID: String = BillingWorld.tenant) -> Caller {
    Caller(tenantID: tenantID, apiKeyID: "key-2", credential: .secretKey)
  }

  /// One of the tenant's people.
  static func admin(_ id: String = "admin", _ tenantID: String = BillingWorld.tenant) -> Caller {
    Caller(tenantID: tenantID, userID: id, sessionID: "s-2", credential: .dashboard)
  }
}
