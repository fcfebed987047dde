import Runtime
import Storage

/// Customers' invoices at Stripe, at most a minute old; while Stripe does not answer, as they were last.
struct Invoices: Sendable {
  /// How long a copy counts as new.
  private static let lifetime = Duration.seconds(60)

  let database: any Database
  let stripe: StripeClient
  let customers: StripeCustomers
  let clock: any WallClock

  init(_ environment: ServiceEnvironment, _ stripe: StripeParts) {
    database = environment.database
    self.stripe = stripe.client
    customers = stripe.customers
    clock = environment.clock
  }

  /// An owner's invoices in all currencies, newest first, at most 100 of each customer.
  /// - Throws: ``StripeFailure/notConfigured``; another ``StripeFailure`` where there is no copy either.
  func list(of owner: Subject, tenantID: String) async throws -> InvoiceList {
    try await stripe.requireKey(of: tenantID)
    let links = try await customers.all(of: owner, tenantID: tenantID)
    return try await list(of: links.map(\.customerID), tenantID: tenantID)
  }

  /// The invoices of customers that are known to be the caller's.
  func list(of customerIDs: [String], tenantID: String) async throws -> InvoiceList {
    try await stripe.requireKey(of: tenantID)
    var all = InvoiceList(objects: [], isStale: false)
    for customerID in customerIDs {
      let list = try await list(of: customerID, tenantID)
      all.objects += list.objects
      all.isStale = all.isStale || list.isStale
    }
    all.objects.sort { ($0["created"]?.int ?? 0) > ($1["created"]?.int ?? 0) }
    return all
  }

  /// The card that an owner is charged with; nil without one, and while Stripe does not answer.
  func card(of owner: Subject, tenantID: String) async throws -> StripePaymentMethod.Card? {
    guard try await stripe.keys.isConfigured(tenantID),
      let customerID = try await customers.all(of: owner, tenantID: tenantID).first(where: { $0.currency == "brl" })?
        .customerID
    else { return nil }
    do {
      let chosen = try await stripe.read(.customer(customerID), tenantID: tenantID).invoiceSettings?
        .defaultPaymentMethod?.id
      let cards = try await stripe.read(.cards(of: customerID), tenantID: tenantID).data
      return (cards.first { $0.id == chosen } ?? cards.first)?.card
    } catch is StripeFailure {
      return nil
    }
  }

  private func list(of customerID: String, _ tenantID: String) async throws -> InvoiceList {
    let copy = try await database.read(tenant: tenantID) { tx in try tx.invoices(ofCustomer: customerID) }
    let now = clock.now()
    if let copy, copy.fetchedAt <= now, now < copy.fetchedAt.adding(Self.lifetime) {
      return InvoiceList(objects: copy.objects, isStale: false)
    }
    do {
      let page = try await stripe.read(
        StripeOperation<StripeList<StripeInvoice>>.invoices(of: customerID).asJSON, tenantID: tenantID)
      let objects = page["data"]?.array ?? []
      try await database.write(tenant: tenantID) { tx in try tx.keep(objects, ofCustomer: customerID, at: now) }
      return InvoiceList(objects: objects, isStale: false)
    } catch let failure as StripeFailure {
      guard let copy else { throw failure }
      return InvoiceList(objects: copy.objects, isStale: true)
    }
  }
}

/// Invoices as Stripe has them.
struct InvoiceList: Sendable, Equatable {
  var objects: [JSONValue]
  /// Stripe did not answer: these are as they were last.
  var isStale: Bool
}
