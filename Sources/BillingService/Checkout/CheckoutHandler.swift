import Contracts
import GRPCCore
import Runtime

/// `quartet.billing.v1.CheckoutService`.
struct CheckoutHandler: BillingV1.CheckoutService.SimpleServiceProtocol, DirectlyCallable {
  let checkouts: Checkouts
  let customers: CustomerAccess
  let ids: any IDGenerator

  func createCheckout(
    request: BillingV1.CreateCheckoutRequest, context: ServerContext
  ) async throws -> BillingV1.CreateCheckoutResponse {
    let call = try Call.current
    let new = try NewCheckout(proto: request, isKnown: call.caller.userID != nil)
    let page = try await checkouts.page(
      new, for: call.caller.userID, key: key(call), tenantID: call.caller.tenantID)
    return .with {
      $0.ok = true
      $0.url = page.url ?? ""
      $0.id = page.id
    }
  }

  func createPortalSession(
    request: BillingV1.CreatePortalSessionRequest, context: ServerContext
  ) async throws -> BillingV1.CreatePortalSessionResponse {
    let caller = try Call.current.caller
    try await checkouts.stripe.requireKey(of: caller.tenantID)
    let customer: String
    if request.hasCustomerID {
      var check = Violations()
      check.require(StripeRequest.isID(request.customerID), "customer_id", "is not a customer's id")
      try check.throwIfAny()
      try await customers.require(request.customerID, .billingManage, for: caller)
      customer = request.customerID
    } else {
      let all = try await customers.all(for: caller)
      guard let only = all.first else { throw CustomerError.notFound }
      guard all.count == 1 else { throw CustomerError.ambiguous }
      customer = only
    }
    let portal = try await checkouts.portal(of: customer, key: key(try Call.current), tenantID: caller.tenantID)
    return .with {
      $0.ok = true
      $0.url = portal.url
    }
  }

  func createSubscriptionPayment(
    request: BillingV1.CreateSubscriptionPaymentRequest, context: ServerContext
  ) async throws -> BillingV1.PaymentPage {
    let call = try Call.current
    var check = Violations()
    check.email(request.email, "email")
    try check.throwIfAny()
    let page = try await checkouts.subscriptionPage(
      email: request.email, key: key(call), tenantID: call.caller.tenantID)
    return .with { $0.checkoutURL = page.url ?? "" }
  }

  func createMicroPayment(
    request: BillingV1.CreateMicroPaymentRequest, context: ServerContext
  ) async throws -> BillingV1.PaymentPage {
    let call = try Call.current
    let (userID, description) = try request.checked()
    let page = try await checkouts.microPage(
      userID: userID, description: description, key: key(call), tenantID: call.caller.tenantID)
    return .with { $0.checkoutURL = page.url ?? "" }
  }

  /// The client's own name for the page; without one each call makes a page.
  private func key(_ call: Call) -> String {
    guard let key = call.idempotencyKey else { return ids.next() }
    return "\(call.caller.userID ?? ""):\(key)"
  }
}
