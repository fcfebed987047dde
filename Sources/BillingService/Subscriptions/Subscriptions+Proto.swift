import Contracts
import Runtime

/// What genlobe's three faces have in common.
extension Subscriptions {
  /// A subscription with its plan's id.
  func proto(_ subscription: Subscription, tenantID: String) async throws -> BillingV1.Subscription {
    let plan = try await plan(of: subscription, tenantID: tenantID).plan
    return subscription.asProto(planID: plan?.id ?? "", tenantID: tenantID, at: store.clock.now())
  }

  /// What makes the same request one object at Stripe: the caller's key, or without one each call is its own.
  func key(_ call: Call) -> String {
    guard let key = call.idempotencyKey else { return store.ids.next() }
    return "\(call.caller.userID ?? call.caller.apiKeyID ?? ""):\(key)"
  }

  func create(_ new: NewSubscription, once: Once, for caller: Caller) async throws -> BillingV1.Subscription {
    try await proto(
      create(new, tenantID: caller.tenantID, once: once).subscription, tenantID: caller.tenantID)
  }

  func update(
    _ subscription: Subscription, planID: String?, cycle: PriceInterval?, metadata: String?, once: Once,
    for caller: Caller
  ) async throws -> BillingV1.Subscription {
    var change = SubscriptionChange(cycle: cycle, metadata: metadata)
    if let planID { change.plan = try await plans.plan(planID, tenantID: caller.tenantID) }
    try await store.note(subscription.id, once: once)
    return try await proto(
      update(subscription, by: change, tenantID: caller.tenantID).subscription, tenantID: caller.tenantID)
  }
}
