import Contracts
import Foundation
import Runtime
import Storage
import SwiftProtobuf

extension JSONValue {
  private func moment(_ name: String) -> Google_Protobuf_Timestamp? {
    self[name]?.int.map { Storage.Timestamp(second: $0).asProto }
  }

  /// An invoice of Stripe's as vek1 shows it; nil for what is not one.
  var asCompanyInvoiceProto: BillingV1.CompanyInvoice? {
    guard let id = self["id"]?.string, let created = moment("created") else { return nil }
    return .with {
      $0.id = id
      if let number = self["number"]?.string { $0.number = number }
      if let status = self["status"]?.string { $0.status = status }
      $0.currency = self["currency"]?.string ?? ""
      $0.total = self["total"]?.int ?? 0
      $0.amountDue = self["amount_due"]?.int ?? 0
      $0.amountPaid = self["amount_paid"]?.int ?? 0
      if let description = invoiceDescription { $0.description_p = description }
      if let start = moment("period_start") { $0.periodStart = start }
      if let end = moment("period_end") { $0.periodEnd = end }
      if let url = self["hosted_invoice_url"]?.string { $0.hostedInvoiceURL = url }
      if let pdf = self["invoice_pdf"]?.string { $0.invoicePdf = pdf }
      $0.createdAt = created
    }
  }

  /// An invoice of Stripe's as chat-saas shows it; nil for what is not one.
  var asInvoiceProto: BillingV1.Invoice? {
    guard let id = self["id"]?.string, let created = moment("created") else { return nil }
    return .with {
      $0.id = id
      $0.amount = self["total"]?.int ?? 0
      $0.currency = self["currency"]?.string ?? ""
      if let status = self["status"]?.string { $0.status = status }
      $0.date = created
      if let url = self["hosted_invoice_url"]?.string { $0.invoiceURL = url }
      if let description = invoiceDescription { $0.description_p = description }
    }
  }

  /// Its own, or that of its first line.
  private var invoiceDescription: String? {
    self["description"]?.string ?? self["lines"]?["data"]?.array?.first?["description"]?.string
  }

  /// An object of Stripe's untouched; empty for what is not an object.
  var asStructProto: Google_Protobuf_Struct {
    (try? Google_Protobuf_Struct(jsonString: text)) ?? Google_Protobuf_Struct()
  }
}

extension StripePaymentMethod.Card {
  var asProto: BillingV1.PaymentCard {
    .with {
      $0.brand = brand ?? ""
      $0.last4 = last4 ?? ""
      $0.expMonth = Int32(clamping: expMonth ?? 0)
      $0.expYear = Int32(clamping: expYear ?? 0)
    }
  }
}
