import Storage

/// What a type of event means to an area of billing: money that came in or went back, a page that was completed. Facts,
/// which are told twice, late or in any order: what is booked has a key of its own, by the object's id.
///
/// What an object *is* now, a ``StripeObjectHandler`` is told.
protocol StripeEventHandler: Sendable {
  /// "invoice.paid", …
  var types: Set<String> { get }

  /// In the transaction that marks the event as handled. What it throws undoes both, and the event is tried again
  /// later.
  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws
}
