import Yams

/// Walks the YAML tree and collects problems instead of stopping at the first.
struct AgentTypesReader {
  private let source: String
  private let toolNames: Set<String>
  private(set) var problems: [String] = []

  init(source: String, toolNames: Set<String>) {
    self.source = source
    self.toolNames = toolNames
  }

  private static let rootKeys: Set = ["default", "agents"]
  private static let typeKeys: Set = [
    "name", "description", "provider", "model", "temperature", "max_tokens", "tools", "system_prompt", "price",
  ]
  private static let priceKeys: Set = ["input_usd_per_million", "output_usd_per_million"]

  mutating func read(_ node: Node?) -> (types: [AgentType], standard: AgentType?) {
    guard let node, let root = mapping(node, "", Self.rootKeys) else {
      if node == nil { problems.append("\(source): the file is empty") }
      return ([], nil)
    }
    guard let agents = root["agents"], let entries = agents.mapping, !entries.isEmpty else {
      report(root["agents"] ?? node, "agents", "must have at least one agent type")
      return ([], nil)
    }
    let types = entries.compactMap { key, value in type(key.string ?? "", value) }
    let standard = root["default"].map { $0.string ?? "" } ?? types.first?.type ?? ""
    let chosen = types.first { $0.type == standard }
    if chosen == nil, problems.isEmpty {
      report(root["default"] ?? node, "default", "names no agent type: \"\(standard)\"")
    }
    return (types, chosen)
  }

  private mutating func type(_ key: String, _ node: Node) -> AgentType? {
    let path = "agents.\(key)"
    if key.isEmpty || !key.allSatisfy({ $0.isLowercase && $0.isASCII || $0 == "_" || $0.isNumber }) {
      report(node, path, "must be named in lower-case letters, digits and underscores")
    }
    guard let members = mapping(node, path, Self.typeKeys) else { return nil }
    let provider = text(members, "provider", path, node)
    if !provider.isEmpty, !ModelName.providers.contains(provider) {
      report(
        members["provider"] ?? node, "\(path).provider",
        "must be one of \(ModelName.providers.joined(separator: ", ")), not \"\(provider)\"")
    }
    let prices = members["price"].flatMap { mapping($0, "\(path).price", Self.priceKeys) } ?? [:]
    return AgentType(
      type: key, name: text(members, "name", path, node), description: text(members, "description", path, node),
      provider: provider, model: text(members, "model", path, node),
      temperature: number(members, "temperature", path, 0...2) ?? 0.3,
      maxTokens: Int(number(members, "max_tokens", path, 1...32_000) ?? 800),
      tools: tools(members["tools"], path), systemPrompt: text(members, "system_prompt", path, node),
      inputPrice: microUSD(prices, "input_usd_per_million", path),
      outputPrice: microUSD(prices, "output_usd_per_million", path))
  }

  private mutating func mapping(_ node: Node, _ path: String, _ keys: Set<String>) -> [String: Node]? {
    guard let mapping = node.mapping else {
      report(node, path, "must be a mapping")
      return nil
    }
    var members: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.string ?? "?"
      if keys.contains(name) {
        members[name] = value
      } else {
        report(key, path.isEmpty ? name : "\(path).\(name)", "is not a setting")
      }
    }
    return members
  }

  private mutating func text(_ members: [String: Node], _ key: String, _ path: String, _ parent: Node) -> String {
    guard let value = members[key] else {
      report(parent, "\(path).\(key)", "is missing")
      return ""
    }
    guard let string = value.string, !string.isEmpty else {
      report(value, "\(path).\(key)", "must be a text")
      return ""
    }
    return string
  }

  private mutating func number(
    _ members: [String: Node], _ key: String, _ path: String, _ range: ClosedRange<Double>
  ) -> Double? {
    guard let value = members[key] else { return nil }
    guard let number = value.float, range.contains(number) else {
      report(value, "\(path).\(key)", "must be a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  private mutating func tools(_ node: Node?, _ path: String) -> [String] {
    guard let node else { return [] }
    guard let sequence = node.sequence else {
      report(node, "\(path).tools", "must be a list")
      return []
    }
    return sequence.compactMap { item in
      guard let name = item.string, toolNames.contains(name) else {
        let known = toolNames.sorted().joined(separator: ", ")
        report(item, "\(path).tools", "names an unknown tool \"\(item.string ?? "?")\" (there are: \(known))")
        return nil
      }
      return name
    }
  }

  private mutating func microUSD(_ members: [String: Node], _ key: String, _ path: String) -> Int64 {
    let usd = number(members, key, "\(path).price", 0...10_000) ?? 0
    return Int64((usd * 1_000_000).rounded())
  }

  private mutating func report(_ node: Node, _ path: String, _ problem: String) {
    let place = node.mark.map { "\(source):\($0.line)" } ?? source
    problems.append("\(place): \(path) \(problem)")
  }
}
