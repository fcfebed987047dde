import Storage

/// What the present form of an object at Stripe means to an area of billing.
protocol StripeObjectHandler: Sendable {
  var kind: StripeObjectKind { get }

  /// Takes over the newest known form, which may be the one that it was told last time. It comes with an event, with a
  /// look at Stripe after a change of ours, or with the sweep that mends what events left in doubt.
  func apply(_ object: StripeObjectState, _ tenant: TenantTransaction, at now: Timestamp) throws
}
