import Contracts
import Runtime

extension Subject {
  /// Nil for a kind that is not known or not given, which is noted.
  init?(proto: BillingV1.Subject, _ check: inout Violations) {
    let kind: Kind? =
      switch proto.kind {
      case .organization: .organization
      case .user: .user
      case .unspecified, .UNRECOGNIZED: nil
      }
    check.require(kind != nil, "subject.kind", "should be an organization or a user", type: "missing")
    check.id(proto.id, "subject.id")
    guard let kind else { return nil }
    self.init(kind, proto.id)
  }
}

extension NewHold {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.ReserveRequest) throws {
    var check = Violations()
    let subject = Subject(proto: proto.subject, &check)
    check.number(proto.tokens, "tokens", 1...ModelUsage.maximumTokens)
    check.model(proto.model)
    check.operationType(proto.operationType)
    check.number(proto.expiresIn, "expires_in", 0...86_400)
    try check.throwIfAny()
    guard let subject else { throw ServiceError(.invalidArgument, "SUBJECT_INVALID", "The subject is missing.") }
    self.init(subject: subject, units: proto.tokens, model: proto.model, operationType: proto.operationType)
    if proto.expiresIn != 0 { lifetime = .seconds(Int64(proto.expiresIn)) }
  }
}

extension Settlement {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.SettleRequest) throws {
    var check = Violations()
    check.id(proto.reservationID, "reservation_id")
    check.tokens(proto.promptTokens, "prompt_tokens")
    check.tokens(proto.completionTokens, "completion_tokens")
    if !proto.model.isEmpty { check.model(proto.model) }
    if proto.hasAgentID { check.id(proto.agentID, "agent_id") }
    if proto.hasLeadID { check.id(proto.leadID, "lead_id") }
    try check.throwIfAny()
    self.init(
      holdID: proto.reservationID, promptTokens: proto.promptTokens, completionTokens: proto.completionTokens,
      model: proto.model.isEmpty ? nil : proto.model, agentID: proto.hasAgentID ? proto.agentID : nil,
      leadID: proto.hasLeadID ? proto.leadID : nil)
  }
}

extension HoldStore.Granted {
  var asProto: BillingV1.Reservation {
    .with {
      $0.id = hold.id
      $0.expiresAt = hold.expiresAt.asProto
      $0.planSlug = planSlug
    }
  }
}
