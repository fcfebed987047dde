import Foundation
import Runtime

extension AreaModule {
  /// Agents of stores, and the types that there are.
  static func agents(_ parts: AgentParts) -> AreaModule {
    AreaModule(services: [
      AgentHandler(
        agents: parts.agents, types: parts.types, orders: parts.orders, ids: parts.ids, clock: parts.clock),
      AgentTypeHandler(types: parts.types),
    ])
  }
}

extension AgentTypes {
  /// The types of the built-in agents_config.yaml, or of the file that replaces it.
  /// - Throws: ``AgentTypesError`` with everything that is wrong in it.
  init(path: String?) throws {
    guard let path else {
      let yaml = String(decoding: PackageResources.agents_config_yaml, as: UTF8.self)
      try self.init(yaml: yaml, source: "agents_config.yaml", toolNames: Toolbox.standard.names)
      return
    }
    guard let data = FileManager.default.contents(atPath: path), let yaml = String(data: data, encoding: .utf8) else {
      throw AgentTypesError(problems: ["\(path): the file can't be read as UTF-8 text (AGENTS_CONFIG)"])
    }
    try self.init(yaml: yaml, source: path, toolNames: Toolbox.standard.names)
  }
}
