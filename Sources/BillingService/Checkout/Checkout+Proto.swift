import Contracts
import Runtime

extension Violations {
  /// An address as it is handed on to Stripe; Stripe looks at it again.
  mutating func email(_ text: String, _ field: String) {
    guard !text.isEmpty else { return add(field, "Field required", type: "missing") }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let isValid =
      parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
      && !parts[1].hasSuffix(".") && text.unicodeScalars.count <= 320
      && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "<" && $0 != ">" && $0 != "," }
    require(isValid, field, "value is not a valid email address")
  }
}

extension NewCheckout {
  /// - Parameter isKnown: whether somebody is logged in; anybody else is told apart by the e-mail.
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.CreateCheckoutRequest, isKnown: Bool) throws {
    var check = Violations()
    check.text(proto.plan, "plan", 1...64)
    check.text(proto.currency, "currency", 1...16)
    if proto.hasEmail || !isKnown { check.email(proto.email, "email") }
    if proto.hasReferrer {
      check.require(
        ReferralCode.isValid(proto.referrer, 1...64), "referrer", "should be 1 to 64 letters, digits and hyphens",
        type: "string_pattern_mismatch")
    }
    try check.throwIfAny()
    self.init(
      planSlug: proto.plan, currency: proto.currency, interval: proto.hasInterval ? proto.interval : nil,
      email: proto.hasEmail ? proto.email : nil, referrer: proto.hasReferrer ? proto.referrer : nil)
  }
}

extension BillingV1.CreateMicroPaymentRequest {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  func checked() throws -> (userID: String, description: String) {
    var check = Violations()
    var user: String?
    switch userID.kind {
    case .stringValue(let text):
      check.text(text, "user_id", 1...320)
      user = text
    case .numberValue(let number):
      user = Int64(exactly: number).map(String.init)
      check.require(user != nil, "user_id", "should be a whole number or a text")
    case nil, .nullValue: check.add("user_id", "Field required", type: "missing")
    default: check.add("user_id", "should be a whole number or a text")
    }
    if hasDescription_p { check.text(description_p, "description", 1...500) }
    return (try check.checked(user), hasDescription_p ? description_p : "AI Task Processing")
  }
}
