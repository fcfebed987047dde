/// Everything that is wrong with an agents_config.yaml, with the lines.
struct AgentTypesError: Error, CustomStringConvertible, Equatable {
  let problems: [String]
  var description: String { problems.joined(separator: "\n") }
}
