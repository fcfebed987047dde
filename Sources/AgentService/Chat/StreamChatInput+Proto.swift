import Contracts
import Runtime

extension StreamChatInput {
  /// - Throws: INVALID_ARGUMENT with every bad field, UNAUTHENTICATED without a user.
  init(proto: AgentV1.StreamChatRequest, caller: Caller) throws {
    let userID = try caller.requireUser()
    var check = Violations()
    let messages = Self.messages(proto.messages, &check)
    let model = proto.hasModelID ? proto.modelID : ChatModels.standard
    let known = ChatModels.all.keys.sorted().joined(separator: ", ")
    check.require(ChatModels.all[model] != nil, "modelId", "must be one of \(known)", type: "enum")
    if proto.hasChatID { check.require(isUUID(proto.chatID), "chatId", "must be a UUID", type: "uuid_parsing") }
    check.require(
      proto.documentIds.count <= Self.maximumDocuments, "documentIds",
      "should have at most \(Self.maximumDocuments) items", type: "too_long")
    for (place, id) in proto.documentIds.prefix(Self.maximumDocuments).enumerated() {
      check.require(isUUID(id), "documentIds[\(place)]", "must be a UUID", type: "uuid_parsing")
    }
    try check.throwIfAny()
    self.init(
      tenantID: caller.tenantID, userID: userID, chatID: proto.hasChatID ? proto.chatID.lowercased() : nil,
      model: model, isExplicit: proto.hasModelID, messages: messages.filter(\.saysSomething),
      documentIDs: proto.documentIds)
  }

  private static func messages(_ all: [AgentV1.StreamChatMessage], _ check: inout Violations) -> [ChatTurn] {
    check.require(!all.isEmpty, "messages", "Field required", type: "missing")
    check.require(
      all.count <= maximumMessages, "messages", "should have at most \(maximumMessages) items", type: "too_long")
    let turns = all.prefix(maximumMessages).enumerated().compactMap { place, message in
      let role = ChatTurn.Role(proto: message.role, "messages[\(place)].role", &check)
      check.text(
        message.content.trimmed, "messages[\(place)].content", (role == .assistant ? 0 : 1)...maximumCharacters,
        isStored: false)
      return role.map { ChatTurn(role: $0, content: message.content) }
    }
    let length = all.prefix(maximumMessages).reduce(0) { $0 + $1.content.unicodeScalars.count }
    check.require(
      length <= maximumCharacters, "messages", "should have at most 100,000 characters in all", type: "too_long")
    if let last = all.last {
      check.require(
        last.role == "user", "messages[\(all.count - 1)].role", "the last message must be the user's")
    }
    return turns
  }
}
