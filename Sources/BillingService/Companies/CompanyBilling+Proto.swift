import Contracts
import Runtime
import Storage

extension NewTopup {
  /// - Throws: INVALID_ARGUMENT naming `amount_cents`.
  init(proto: BillingV1.CreateTopupRequest, companyID: String, _ call: Call) throws {
    let key = call.idempotencyKey ?? call.metadata[stringValues: "stripe-idempotency-key"].first { _ in true }
    var check = Violations()
    check.number(proto.amountCents, "amount_cents", Self.amounts)
    if let key { check.text(key, "Idempotency-Key", 1...255) }
    try check.throwIfAny()
    self.init(companyID: companyID, amount: proto.amountCents, actorID: call.caller.userID, key: key)
  }
}

extension Payment {
  func asTopupProto(publishableKey: String?) -> BillingV1.Topup {
    .with {
      $0.id = id
      $0.companyID = subject?.id ?? ""
      $0.amountCents = amount
      $0.currency = currency.code
      $0.tokens = units
      $0.status = status == .requiresAction ? Status.pending.rawValue : status.rawValue
      $0.paymentIntentID = intentID ?? ""
      if status == .pending, let clientSecret { $0.clientSecret = clientSecret }
      if let publishableKey { $0.publishableKey = publishableKey }
      $0.createdAt = createdAt.asProto
    }
  }
}

extension CompanySettingsChange {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.UpdateCompanyBillingSettingsRequest) throws {
    var check = Violations()
    if proto.hasCap {
      switch proto.cap.kind {
      case .nullValue: cap = .set(nil)
      case .numberValue(let number):
        let cents = Int64(exactly: number)
        if check.require(
          cents.map { (0...CompanySettings.maximumCap).contains($0) } ?? false, "cap",
          "should be a whole number between 0 and \(CompanySettings.maximumCap), or null")
        {
          cap = .set(cents)
        }
      default: check.add("cap", "should be a whole number of cents, or null", type: "int_type")
      }
    }
    if proto.hasAlertPct { check.number(proto.alertPct, "alert_pct", 1...100) }
    try check.throwIfAny()
    autoOverage = proto.hasAutoOverage ? proto.autoOverage : nil
    alertPercent = proto.hasAlertPct ? Int64(proto.alertPct) : nil
  }
}

extension CompanySettings {
  func asProto(companyID: String, charged: Int64) -> BillingV1.CompanyBillingSettings {
    .with {
      $0.companyID = companyID
      if let cap { $0.cap = cap }
      $0.autoOverage = autoOverage
      $0.alertPct = Int32(alertPercent)
      $0.overageChargedCents = charged
      if let updatedAt { $0.updatedAt = updatedAt.asProto }
    }
  }
}

extension OverageCharge {
  var asProto: BillingV1.TriggerOverageChargeResponse {
    .with {
      $0.charged = payment != nil
      $0.outcome = outcome.rawValue
      guard let payment else { return }
      $0.amountCents = payment.amount
      $0.tokens = payment.units
      $0.status = payment.status == .pending ? "requires_action" : payment.status.rawValue
      if let intentID = payment.intentID { $0.paymentIntentID = intentID }
    }
  }
}
