import Runtime
import Storage

/// Takes over what subscriptions at Stripe are, from events and from looks.
struct SubscriptionTakeover: StripeObjectHandler {
  let ids: any IDGenerator
  let kind = StripeObjectKind.subscription

  func apply(_ object: StripeObjectState, _ tenant: TenantTransaction, at now: Timestamp) throws {
    try tenant.takeOver(
      object.object(as: StripeSubscription.self), isDeleted: object.isDeleted, ids: (ids.next(), ids.next()), at: now)
  }
}
