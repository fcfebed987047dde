/// The agent types of a process, in the file's order.
struct AgentTypes: Sendable, Equatable {
  let all: [AgentType]
  let standard: AgentType

  subscript(type: String) -> AgentType? { all.first { $0.type == type } }
}
