import Storage

/// A card that its holder has confirmed becomes the one that is charged.
struct CardConfirmed: StripeEventHandler {
  let types: Set<String> = ["setup_intent.succeeded"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let setup = try event.object(as: StripeSetupIntent.self)
    guard let customer = setup.customer?.id, let card = setup.paymentMethod?.id,
      try tenant.owner(ofStripeCustomer: customer) != nil
    else { return }
    let change = StripeOperation<StripeCustomer>.updateCustomer(customer, defaultPaymentMethod: card)
    try tenant.enqueue(change.request, key: "card:\(setup.id)", at: now)
  }
}
