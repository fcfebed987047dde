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
    if proto.hasUserID { check.id(proto.userID, "user_id") }
    if proto.hasAgentID { check.id(proto.agentID, "agent_id") }
    let key = Self.key(proto, &check)
    check.number(proto.messages, "messages", 0...1000)
    check.number(proto.promptTokens, "prompt_tokens", 0...max(0, proto.tokens))
    try check.throwIfAny()
    guard let subject else { throw ServiceError(.invalidArgument, "SUBJECT_INVALID", "The subject is missing.") }
    self.init(subject: subject, units: proto.tokens, model: proto.model, operationType: proto.operationType)
    self.key = key
    promptTokens = proto.promptTokens
    messages = Int64(proto.messages)
    userID = proto.hasUserID ? proto.userID : subject.kind == .user ? subject.id : nil
    agentID = proto.hasAgentID ? proto.agentID : nil
    if proto.expiresIn != 0 { lifetime = .seconds(Int64(proto.expiresIn)) }
  }

  private static func key(_ proto: BillingV1.ReserveRequest, _ check: inout Violations) -> String? {
    guard proto.hasSource || proto.hasSourceID else { return nil }
    check.require(
      (1...64).contains(proto.source.utf8.count) && proto.source.utf8.allSatisfy(Violations.isWordByte), "source",
      "must be 1 to 64 lower-case letters, digits and underscores", type: "string_pattern_mismatch")
    check.id(proto.sourceID, "source_id")
    return "\(proto.source):\(proto.sourceID)"
  }
}

extension Hold.Progress {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.RecordProgressRequest) throws {
    var check = Violations()
    check.id(proto.reservationID, "reservation_id")
    check.tokens(proto.promptTokens, "prompt_tokens")
    check.tokens(proto.completionTokens, "completion_tokens")
    check.number(proto.cachedTokens, "cached_tokens", 0...max(0, proto.promptTokens))
    try check.throwIfAny()
    self.init(
      promptTokens: proto.promptTokens, completionTokens: proto.completionTokens, cachedTokens: proto.cachedTokens)
  }
}

extension HoldStore.Life {
  var asProto: BillingV1.RecordProgressResponse {
    .with {
      $0.expiresAt = end.asProto
      $0.isHeld = isHeld
    }
  }
}

extension Settlement {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.SettleRequest) throws {
    var check = Violations()
    check.id(proto.reservationID, "reservation_id")
    check.tokens(proto.promptTokens, "prompt_tokens")
    check.tokens(proto.completionTokens, "completion_tokens")
    check.number(proto.cachedTokens, "cached_tokens", 0...max(0, proto.promptTokens))
    if !proto.model.isEmpty { check.model(proto.model) }
    if proto.hasAgentID { check.id(proto.agentID, "agent_id") }
    if proto.hasLeadID { check.id(proto.leadID, "lead_id") }
    if proto.hasUserID { check.id(proto.userID, "user_id") }
    try check.throwIfAny()
    self.init(
      holdID: proto.reservationID, promptTokens: proto.promptTokens, cachedTokens: proto.cachedTokens,
      completionTokens: proto.completionTokens, model: proto.model.isEmpty ? nil : proto.model,
      userID: proto.hasUserID ? proto.userID : nil, agentID: proto.hasAgentID ? proto.agentID : nil,
      leadID: proto.hasLeadID ? proto.leadID : nil)
  }
}

extension HoldStore.Granted {
  var asProto: BillingV1.Reservation {
    .with {
      $0.id = hold.id
      $0.expiresAt = hold.expiresAt.asProto
      $0.planSlug = planSlug
      $0.funding = funding.asProto
    }
  }
}

extension UsageFunding {
  /// Only what pays for something, in the order in which it is spent.
  var asProto: [BillingV1.Funding] {
    let kinds: [(BillingV1.Funding.Kind, Int64)] = [
      (.included, included), (.grant, grants), (.topup, topups), (.meter, metered), (.overage, overage),
    ]
    return kinds.filter { $0.1 > 0 }.map { kind, tokens in
      .with {
        $0.kind = kind
        $0.tokens = tokens
      }
    }
  }
}
