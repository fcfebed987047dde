import Contracts
import Runtime

extension CheckoutState {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.SaveCheckoutStateRequest) throws {
    var check = Violations()
    check.text(proto.brCode, "br_code", 0...1_000)
    if !proto.paymentLinkURL.isEmpty {
      check.require(
        WebAddress.isValid(proto.paymentLinkURL), "payment_link_url", "should be an http or https URL")
    }
    check.identifier(proto.externalID, "external_id", 0...200)
    let expiresAt = proto.hasExpiresAt ? check.moment(proto.expiresAt, at: "expires_at") : nil
    try check.throwIfAny()
    self.init(
      orderID: proto.id,
      charge: PixCharge(
        id: proto.externalID.isEmpty ? nil : proto.externalID, code: proto.brCode.isEmpty ? nil : proto.brCode,
        linkURL: proto.paymentLinkURL.isEmpty ? nil : proto.paymentLinkURL, expiresAt: expiresAt),
      amountCents: proto.hasAmountCents ? proto.amountCents : nil,
      expectedVersion: proto.hasExpectedVersion ? proto.expectedVersion : nil)
  }
}
