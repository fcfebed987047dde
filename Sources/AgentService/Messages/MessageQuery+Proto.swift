import Contracts
import Runtime

extension MessageQuery {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AgentV1.ListMessagesRequest) throws {
    var check = Violations()
    check.require(
      !proto.leadID.isEmpty || !proto.agentID.isEmpty, "lead_id", "lead_id or agent_id is required", type: "missing")
    check.text(proto.leadID, "lead_id", 0...100)
    check.text(proto.agentID, "agent_id", 0...100)
    if proto.hasLimit { check.number(proto.limit, "limit", 1...Self.maximumLimit) }
    try check.throwIfAny()
    self.init(
      leadID: proto.leadID.isEmpty ? nil : proto.leadID, agentID: proto.agentID.isEmpty ? nil : proto.agentID,
      limit: proto.hasLimit ? Int(proto.limit) : Self.standardLimit)
  }
}
