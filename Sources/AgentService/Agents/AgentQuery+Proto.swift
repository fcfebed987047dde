import Contracts
import Runtime

extension AgentQuery {
  /// - Throws: INVALID_ARGUMENT without a store.
  init(proto: AgentV1.ListAgentsRequest) throws {
    var check = Violations()
    check.require(!proto.storeID.isEmpty, "store_id", "Field required", type: "missing")
    try check.throwIfAny()
    self.init(storeID: proto.storeID)
  }
}
