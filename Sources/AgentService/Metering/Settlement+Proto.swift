import Contracts

extension Settlement {
  init(proto: BillingV1.SettleRequest) {
    self.init(
      reservationID: proto.reservationID,
      usage: ModelUsage(promptTokens: proto.promptTokens, completionTokens: proto.completionTokens),
      model: proto.model, agentID: proto.hasAgentID ? proto.agentID : nil,
      leadID: proto.hasLeadID ? proto.leadID : nil)
  }

  var asProto: BillingV1.SettleRequest {
    .with {
      $0.reservationID = reservationID
      $0.promptTokens = usage.promptTokens
      $0.completionTokens = usage.completionTokens
      $0.model = model
      if let agentID { $0.agentID = agentID }
      if let leadID { $0.leadID = leadID }
    }
  }

  /// Reads what ``payload()`` has written.
  /// - Throws: for bytes that are not a settlement.
  init(payload: [UInt8]) throws { self.init(proto: try BillingV1.SettleRequest(serializedBytes: payload)) }

  /// The settlement as an outbox message.
  func payload() throws -> [UInt8] { try asProto.serializedBytes() }
}
