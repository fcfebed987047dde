import Storage

/// An e-mail that will never arrive; without anything secret.
struct UndeliverableEmail: PermanentDeliveryFailure, CustomStringConvertible {
  var reason: String

  var description: String { "undeliverable: \(reason)" }
}
