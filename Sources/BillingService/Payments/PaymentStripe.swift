import Runtime

/// What payments do about Stripe's calls and events.
enum PaymentStripe {
  static let effects: [any StripeCallEffect] = [PaymentMade()]

  static func eventHandlers(_ environment: ServiceEnvironment) -> [any StripeEventHandler] {
    [
      PaymentSettled(), PaymentEnded(), PaymentReturned(), InvoiceSettled(), InvoicePaymentTold(),
      ReferralAttributed(ids: environment.ids),
    ]
  }
}
