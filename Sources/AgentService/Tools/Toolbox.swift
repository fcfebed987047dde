/// The tools by name.
struct Toolbox: Sendable {
  private let tools: [any Tool]

  init(_ tools: [any Tool]) { self.tools = tools }

  var names: Set<String> { Set(tools.map(\.definition.name)) }

  subscript(name: String) -> (any Tool)? { tools.first { $0.definition.name == name } }

  /// The tools as models see them.
  var definitions: [ToolDefinition] { tools.map(\.definition) }

  /// What a turn of a conversation has: the tools that the asked type and the store's own agent both have, and
  /// that are for whoever speaks.
  func tools(for conversation: Conversation) -> Toolbox {
    let allowed = Set(conversation.type.tools).intersection(conversation.ownType.tools)
    return Toolbox(
      tools.filter { allowed.contains($0.definition.name) && conversation.speaker.belongs(to: $0.audience) })
  }
}
