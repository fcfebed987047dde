/// A checkout page to make.
struct NewStripeCheckout: Sendable, Equatable {
  struct Line: Sendable, Equatable {
    var price: String
    /// Nil for metered prices.
    var quantity: Int64? = 1
  }

  enum Mode: String, Sendable {
    case payment, subscription, setup
  }

  var mode: Mode
  var customer: String?
  /// Of a payer who is not a customer yet.
  var email: String?
  var lines: [Line]
  var successURL: String
  var cancelURL: String?
  /// Who pays, for whoever else reads the session.
  var clientReference: String?
  var trialDays: Int64?
  var allowsPromotionCodes = false
  /// "hu", "pt-BR", …; nil: the browser's.
  var locale: String?
  /// What is kept of it after the page: Stripe does not hand a session's metadata on, so the subscription or payment
  /// gets the same.
  var metadata: [String: String] = [:]
  /// A payment's card may be used later, without the payer.
  var savesCard = false
  /// Setup mode only.
  var currency: Currency?

  var parameters: StripeParameters {
    var parameters: StripeParameters = [
      "mode": .text(mode.rawValue), "customer": customer.map(StripeValue.text),
      "customer_email": customer == nil ? email.map(StripeValue.text) : nil, "success_url": .text(successURL),
      "cancel_url": cancelURL.map(StripeValue.text), "client_reference_id": clientReference.map(StripeValue.text),
      "locale": locale.map(StripeValue.text), "currency": mode == .setup ? currency.map { .text($0.code) } : nil,
      "metadata": .metadata(metadata),
    ]
    if !lines.isEmpty {
      parameters["line_items"] = .list(
        lines.map { ["price": .text($0.price), "quantity": $0.quantity.map(StripeValue.number)] })
    }
    if allowsPromotionCodes { parameters["allow_promotion_codes"] = true }
    switch mode {
    case .subscription:
      let data: StripeParameters = [
        "metadata": .metadata(metadata), "trial_period_days": trialDays.map(StripeValue.number),
      ]
      if !data.isEmpty { parameters["subscription_data"] = .object(data) }
    case .payment:
      let data: StripeParameters = [
        "metadata": .metadata(metadata), "setup_future_usage": savesCard ? "off_session" : nil,
      ]
      if !data.isEmpty { parameters["payment_intent_data"] = .object(data) }
    case .setup:
      if !metadata.isEmpty { parameters["setup_intent_data"] = ["metadata": .metadata(metadata)] }
    }
    return parameters
  }
}
