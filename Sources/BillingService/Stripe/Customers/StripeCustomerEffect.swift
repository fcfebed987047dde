import Foundation
import Storage

/// Keeps a customer as soon as it is known to be made.
struct StripeCustomerEffect: StripeCallEffect {
  let kind = "customer"

  func apply(_ call: StripeCall, response: Data, _ tenant: TenantTransaction, at now: Timestamp) throws {
    // "customer:<attempt>:<currency>:<kind>:<id>", for an id may have any character.
    let parts = call.key.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, let kind = Subject.Kind(rawValue: parts[3]) else { return }
    let customer = try StripeOperation<StripeCustomer>(call.request).answer(response)
    try tenant.keepStripeCustomer(customer.id, of: Subject(kind, parts[4]), currency: parts[2])
  }
}
