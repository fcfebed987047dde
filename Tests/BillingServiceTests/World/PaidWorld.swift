import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

/// A billing service over an account of the stand-in.
struct PaidWorld: Sendable {
  let world: SubscriptionWorld
  let account: StripeAccountOracle

  /// Gives an organization's customer a card; the customer is made for it.
  func card(
    _ behaviour: String = "ok", for organization: String = SubscriptionWorld.organization, in currency: Currency = .usd
  )
    async throws
  {
    let customer = try await world.stripe.customers.customerID(
      of: Subject(.organization, organization), in: currency, tenantID: SubscriptionWorld.tenant)
    try await account.control("card", ["customer": .string(customer), "behaviour": .string(behaviour)])
  }

  /// Tells billing everything that has happened at Stripe.
  func deliver() async throws {
    for delivery in try await account.deliveries() {
      let json = Data(delivery.body.utf8)
      try await world.stripe.inbox.store(
        StripeEvent(json: json), payload: Array(json), tenantID: SubscriptionWorld.tenant)
    }
    while try await world.stripe.inbox.work(at: world.clock.now()) > 0 {}
  }

  /// Moves both clocks, and tells billing what fell due.
  func move(to moment: Timestamp) async throws {
    world.clock.advance(by: moment - world.clock.now())
    try await account.control("clock", ["to": .int(moment.second)])
    try await deliver()
  }

  func subscriptions() async throws -> [JSONValue] { try await account.objects("subscription") }
}

/// Gives `body` a billing service over an account and a database of its own.
func withPaidWorld(_ engine: Engine, _ body: (PaidWorld) async throws -> Void) async throws {
  let account = try #require(StripeStandin.current).account()
  try await withDatabase(engine, schema: "billing") { database in
    let world = try await SubscriptionWorld(database, settings: account.settings)
    try await body(PaidWorld(world: world, account: account))
  }
}
