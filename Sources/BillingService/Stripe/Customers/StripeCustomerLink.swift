/// Whom a customer at Stripe stands for.
struct StripeCustomerLink: Sendable, Equatable {
  var owner: Subject
  /// A customer pays in one currency.
  var currency: String
  var customerID: String
}
