import Contracts
import Runtime

extension StreamedChat.Question {
  static let longest = 100_000

  /// - Throws: INVALID_ARGUMENT with every bad field, UNAUTHENTICATED without a user, NOT_FOUND
  ///   `DOCUMENT_NOT_FOUND`.
  init(proto: AgentV1.StreamChatRequest, caller: Caller) throws {
    let userID = try caller.requireUser()
    var check = Violations()
    let count = proto.messages.count
    check.require(count > 0, "messages", "Field required", type: "missing")
    check.require(count <= 200, "messages", "should have at most 200 items", type: "too_long")
    for (place, message) in proto.messages.prefix(200).enumerated() {
      check.require(
        ["user", "assistant", "system"].contains(message.role), "messages[\(place)].role",
        "must be user, assistant or system", type: "enum")
      check.text(
        message.content.trimmed, "messages[\(place)].content", (message.role == "assistant" ? 0 : 1)...Self.longest,
        isStored: false)
    }
    let length = proto.messages.prefix(200).reduce(0) { $0 + $1.content.unicodeScalars.count }
    check.require(length <= Self.longest, "messages", "should have at most 100,000 characters in all", type: "too_long")
    if let last = proto.messages.last {
      check.require(last.role == "user", "messages[\(count - 1)].role", "the last message must be the user's")
    }
    let model = proto.hasModelID ? proto.modelID : ChatModels.standard
    let known = ChatModels.all.keys.sorted().joined(separator: ", ")
    check.require(ChatModels.all[model] != nil, "modelId", "must be one of \(known)", type: "enum")
    if proto.hasChatID { check.require(isUUID(proto.chatID), "chatId", "must be a UUID", type: "uuid_parsing") }
    check.require(proto.documentIds.count <= 100, "documentIds", "should have at most 100 items", type: "too_long")
    for (place, id) in proto.documentIds.prefix(100).enumerated() {
      check.require(isUUID(id), "documentIds[\(place)]", "must be a UUID", type: "uuid_parsing")
    }
    try check.throwIfAny()
    // The upload endpoints come later: until then no user has a document, so any id is someone else's.
    if let id = proto.documentIds.first { throw AgentError.documentNotFound(id) }
    self.init(
      tenantID: caller.tenantID, userID: userID, chatID: proto.hasChatID ? proto.chatID.lowercased() : nil,
      model: model, isExplicit: proto.hasModelID,
      messages: proto.messages.map { Turn(role: $0.role, content: $0.content) }.filter(\.saysSomething))
  }
}
