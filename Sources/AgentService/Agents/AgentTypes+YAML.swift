import Yams

extension AgentTypes {
  /// Reads an agents_config.yaml.
  /// - Parameters:
  ///   - source: how messages name the file.
  ///   - toolNames: the tools there are.
  /// - Throws: ``AgentTypesError`` with every problem.
  init(yaml: String, source: String, toolNames: Set<String>) throws {
    let node: Node?
    do {
      node = try Yams.compose(yaml: yaml)
    } catch {
      throw AgentTypesError(problems: ["\(source): \(error)"])
    }
    var reader = AgentTypesReader(source: source, toolNames: toolNames)
    let parsed = reader.read(node)
    guard reader.problems.isEmpty, let standard = parsed.standard else {
      throw AgentTypesError(problems: reader.problems)
    }
    self.init(all: parsed.types, standard: standard)
  }
}
