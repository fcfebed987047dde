import Contracts
import Runtime
import Storage

extension ConversationQuery {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AgentV1.SummarizeConversationsRequest) throws {
    var check = Violations()
    let since = check.moment(proto.since, at: "since")
    try check.throwIfAny()
    self.init(storeID: proto.storeID, since: since ?? .earliest)
  }
}
