/// A payment to make.
struct NewStripePayment: Sendable, Equatable {
  /// In the currency's smallest unit.
  var amount: Int64
  var currency: Currency
  var customer: String?
  /// A saved card, which is charged at once; nil: the payer gives one on a page, with the client secret.
  var paymentMethod: String?
  /// Nobody is there to prove who they are: where the bank asks for it, the payment is declined.
  var isOffSession = false
  /// The card may be used later, without the payer.
  var savesCard = false
  var description: String?
  var receiptEmail: String?
  var metadata: [String: String] = [:]

  var parameters: StripeParameters {
    var parameters: StripeParameters = [
      "amount": .number(amount), "currency": .text(currency.code), "customer": customer.map(StripeValue.text),
      "description": description.map(StripeValue.text), "receipt_email": receiptEmail.map(StripeValue.text),
      "setup_future_usage": savesCard && !isOffSession ? "off_session" : nil, "metadata": .metadata(metadata),
    ]
    if let paymentMethod {
      parameters["payment_method"] = .text(paymentMethod)
      parameters["confirm"] = true
      if isOffSession {
        parameters["off_session"] = true
      } else {
        // A confirmation by a server has no page that a redirect could come back to.
        parameters["automatic_payment_methods"] = ["enabled": true, "allow_redirects": "never"]
      }
    } else {
      parameters["automatic_payment_methods"] = ["enabled": true]
    }
    return parameters
  }
}
