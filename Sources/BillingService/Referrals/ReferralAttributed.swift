import Runtime
import Storage

/// A page that was paid on with a referral code says who was referred.
struct ReferralAttributed: StripeEventHandler {
  let ids: any IDGenerator
  let types: Set<String> = ["checkout.session.completed", "checkout.session.async_payment_succeeded"]

  func apply(_ event: StripeEvent, _ tenant: TenantTransaction, at now: Timestamp) throws {
    let session = try event.object(as: StripeCheckoutSession.self)
    guard let text = session.metadata?[Payment.Metadata.referrer], ReferralCode.isValid(text, 1...64),
      session.paymentStatus != "unpaid", let customer = session.customer?.id, let code = try tenant.referralCode(text)
    else { return }
    let owner = try tenant.owner(ofStripeCustomer: customer)?.owner
    let madeAt = event.data.object["created"]?.int ?? event.created
    try tenant.attribute(
      Referral(
        id: ids.next(), code: code.code, referrerID: code.userID,
        refereeID: owner?.kind == .user ? owner?.id : nil, customerID: customer,
        attributedAt: Timestamp(second: madeAt)), at: now)
  }
}
