import Contracts
import Runtime

extension RecordedAttempt {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.RecordPaymentAttemptRequest) throws {
    var check = Violations()
    let outcome = Outcome(rawValue: proto.status)
    check.require(
      outcome != nil, "status", "should be pending, succeeded, failed or refunded",
      type: proto.status.isEmpty ? "missing" : "enum")
    let provider = PaymentProvider(rawValue: proto.provider)
    check.require(
      proto.provider.isEmpty || provider != nil, "provider", "should be abacatepay, manual_pix, cod or other",
      type: "enum")
    if proto.hasAmountCents { check.number(proto.amountCents, "amount_cents", 1...Order.maximumTotalCents) }
    check.identifier(proto.externalID, "external_id", 0...200)
    check.text(proto.error, "error", 0...1_000)
    try check.throwIfAny()
    self.init(
      orderID: proto.id, provider: provider, outcome: outcome ?? .pending,
      amountCents: proto.hasAmountCents ? proto.amountCents : nil,
      externalID: proto.externalID.isEmpty ? nil : proto.externalID, error: proto.error.isEmpty ? nil : proto.error,
      expectedVersion: proto.hasExpectedVersion ? proto.expectedVersion : nil)
  }
}
