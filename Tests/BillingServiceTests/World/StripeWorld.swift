import Contracts
import Foundation
import GRPCCore
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

@testable import BillingService

/// Billing's side of Stripe on an empty database, over an account of the stand-in.
struct StripeWorld: Sendable {
  static let tenant = Caller.defaultTenantID
  static let company = Subject(.organization, "company-1")

  /// The settings of an installation without an account at Stripe.
  static let withoutKeys: @Sendable (StripeAccountOracle) -> Settings = { _ in Settings() }

  let database: any Database
  let account: StripeAccountOracle
  let clock: TestClock
  let environment: ServiceEnvironment
  let parts: StripeParts
  let workers: StripeWorkers
  let services = InProcessServices()

  init(
    _ database: any Database, _ account: StripeAccountOracle, settings: Settings? = nil, clock: TestClock = TestClock(),
    effects: [any StripeCallEffect] = [], eventHandlers: [any StripeEventHandler] = [],
    objectHandlers: [any StripeObjectHandler] = []
  ) async throws {
    self.database = database
    self.account = account
    self.clock = clock
    environment = .test(database, services: services, clock: clock, settings: settings ?? account.settings)
    try await database.migrate(BillingSchema.migrations + [CountingHandler.table])
    // Attempts and looks at what another one is doing follow each other at once.
    parts = StripeParts(
      environment, effects: effects, eventHandlers: eventHandlers, objectHandlers: objectHandlers,
      pause: { _ in await Task.yield() })
    workers = StripeWorkers(parts, database: database, clock: clock, logger: environment.logger)
    services.host(
      ServiceModule(
        name: "billing",
        services: [
          StripeWebhookHandler(webhooks: StripeWebhooks(keys: parts.keys, inbox: parts.inbox, clock: clock)),
          StripeSettingsHandler(
            settings: StripeSettingsStore(
              keys: parts.keys, api: parts.calls.api, clock: clock, ids: environment.ids),
            access: DashboardAccessClient(auth: environment.channels.auth)),
        ]))
  }

  /// A webhook as the gateway hands it on.
  func webhook(
    _ body: String, signature: String?, tenantID: String = ""
  ) -> (request: BillingV1.ReceiveStripeEventRequest, call: Call) {
    var metadata: Metadata = [:]
    if let signature { metadata.addString(signature, forKey: "stripe-signature") }
    let request = BillingV1.ReceiveStripeEventRequest.with {
      $0.body.data = Data(body.utf8)
      $0.tenantID = tenantID
    }
    return (request, Call(caller: Caller(), requestID: "r-1", metadata: metadata))
  }

  /// Brings a webhook on vek1's path.
  func receive(_ body: String, signature: String?, tenantID: String = "") async throws {
    let (request, call) = webhook(body, signature: signature, tenantID: tenantID)
    _ = try await ServiceChannel.inProcess(services).call(.receiveCompanyEvent, request, as: call)
  }

  func receive(_ delivery: StripeStandin.Delivery, tenantID: String = "") async throws {
    try await receive(delivery.body, signature: delivery.signature, tenantID: tenantID)
  }

  /// Seconds since 1970.
  var now: Int64 { clock.now().microseconds / 1_000_000 }

  func object(_ id: String) async throws -> StripeObjectState? {
    try await database.read(tenant: Self.tenant) { tx in try tx.stripeObject(.subscription, id) }
  }

  func states() async throws -> [String: String] {
    try await database.read { tx in
      Dictionary(
        uniqueKeysWithValues: try tx.all("SELECT id, state FROM stripe_events") { (try $0.text(0), try $0.text(1)) })
    }
  }

  func customer(_ owner: Subject = company, in currency: Currency = .brl) async throws -> String {
    try await parts.customers.customerID(of: owner, in: currency, email: "a@example.com", tenantID: Self.tenant)
  }

  /// A customer with a monthly subscription to a price that is made for it.
  func subscribe() async throws -> (subscription: String, item: String, customer: String) {
    let customer = try await customer()
    try await account.control("card", ["customer": .string(customer)])
    let product = try await parts.client.perform(
      .createProduct(name: "Plan"), key: "product:1", tenantID: Self.tenant)
    let price = try await parts.client.perform(
      .createPrice(NewStripePrice(product: product.id, currency: .brl, amount: 1000, interval: "month")),
      key: "price:1", tenantID: Self.tenant)
    var new = NewStripeSubscription(customer: customer, lines: [.init(price: price.id)])
    new.paymentBehavior = "error_if_incomplete"
    let made = try await parts.client.perform(
      .createSubscription(new), key: "subscription:1", tenantID: Self.tenant)
    return (made.id, made.items.data[0].id, customer)
  }
}

/// Gives `body` billing's side of Stripe over an account and a database of its own.
func withStripeWorld(
  _ engine: Engine, effects: [any StripeCallEffect] = [], handlers: [any StripeEventHandler] = [],
  objectHandlers: [any StripeObjectHandler] = [], settings: ((StripeAccountOracle) -> Settings)? = nil,
  _ body: (StripeWorld) async throws -> Void
) async throws {
  let account = try #require(StripeStandin.current).account()
  try await withDatabase(engine, schema: "billing") { database in
    try await body(
      StripeWorld(
        database, account, settings: settings?(account), effects: effects, eventHandlers: handlers,
        objectHandlers: objectHandlers))
  }
}

/// Writes down what it is told, in the same transaction as an effect has to be, and fails as often as a test says.
final class CountingHandler: StripeEventHandler, StripeCallEffect {
  struct Failed: Error {}

  static let table = Migration("9999_told", ["CREATE TABLE told (tenant_id TEXT NOT NULL, what TEXT NOT NULL)"])

  let types: Set<String>
  let kind: String
  private let failures: Mutex<Int>

  init(_ types: Set<String> = [], kind: String = "", failures: Int = 0) {
    self.types = types
    self.kind = kind
    self.failures = Mutex(failures)
  }

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    try note(event.type, tenant)
  }

  func apply(_ call: StripeCall, response: Data, _ tenant: TenantTransaction, at now: Timestamp) throws {
    try note(call.key, tenant)
  }

  private func note(_ what: String, _ tenant: TenantTransaction) throws {
    try tenant.tx.execute("INSERT INTO told (tenant_id, what) VALUES (?, ?)", tenant.id, what)
    try failures.withLock { left in
      guard left > 0 else { return }
      left -= 1
      throw Failed()
    }
  }
}

/// Writes down every form that it is told.
struct ObjectNotes: StripeObjectHandler {
  let kind = StripeObjectKind.subscription

  func apply(_ object: StripeObjectState, _ tenant: TenantTransaction, at now: Timestamp) throws {
    try tenant.tx.execute(
      "INSERT INTO told (tenant_id, what) VALUES (?, ?)", tenant.id, object.body["status"]?.string ?? "")
  }
}

extension StripeWorld {
  /// What had an effect that stayed.
  func told() async throws -> [String] {
    try await database.read { tx in try tx.all("SELECT what FROM told") { try $0.text(0) } }
  }
}
