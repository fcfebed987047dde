import Runtime
import Storage

extension Subscriptions {
  /// The plan that a subscription has, with what it shows first in.
  func plan(
    of subscription: Subscription, tenantID: String
  ) async throws -> (plan: Plan?, currency: Currency) {
    let slug = subscription.planSlug(at: store.clock.now())
    return (
      plan: try await store.plan(slug: slug, tenantID: tenantID), currency: try await plans.currency(tenantID: tenantID)
    )
  }
}
