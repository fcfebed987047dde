import Runtime

/// What subscriptions do about Stripe's calls, events and objects.
enum SubscriptionStripe {
  static func effects(_ environment: ServiceEnvironment) -> [any StripeCallEffect] {
    [SubscriptionMade(ids: environment.ids)]
  }

  static let eventHandlers: [any StripeEventHandler] = [InvoicePaid(), CheckoutCompleted(), CardConfirmed()]

  static func objectHandlers(_ environment: ServiceEnvironment) -> [any StripeObjectHandler] {
    [SubscriptionTakeover(ids: environment.ids)]
  }
}
