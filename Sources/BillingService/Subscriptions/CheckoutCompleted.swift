import Storage

/// A page that was paid on names its subscription; should its own events be missed, a look at Stripe finds it.
struct CheckoutCompleted: StripeEventHandler {
  let types: Set<String> = ["checkout.session.completed"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let session = try event.object(as: StripeCheckoutSession.self)
    guard let id = session.subscription?.id, try tenant.stripeObject(.subscription, id) == nil else { return }
    try tenant.keep(
      StripeObjectState(
        kind: .subscription, id: id, fetchNumber: 0, knownAt: 0, body: .null, isDirty: true), at: now)
  }
}
