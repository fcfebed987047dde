import Foundation
import Runtime
import Storage

/// Keeps a subscription as soon as it is known to be made, whoever made the call.
struct SubscriptionMade: StripeCallEffect {
  let ids: any IDGenerator
  let kind = "subscription"

  func apply(_ call: StripeCall, response: Data, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let made = try StripeOperation<StripeSubscription>(call.request).answer(response)
    // Events, and looks after it, know more than the answer to its making.
    guard try tenant.subscription(stripeID: made.id) == nil else { return }
    try tenant.takeOver(made, isDeleted: false, ids: (ids.next(), ids.next()), at: now)
  }
}
