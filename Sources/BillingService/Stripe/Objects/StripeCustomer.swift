/// Who pays.
struct StripeCustomer: Decodable, Sendable, Equatable {
  struct InvoiceSettings: Decodable, Sendable, Equatable {
    var defaultPaymentMethod: StripeReference?
  }

  var id: String
  var email: String?
  var currency: String?
  var deleted: Bool?
  var metadata: [String: String]?
  var invoiceSettings: InvoiceSettings?
}
