import Runtime

/// The tools by name.
struct Toolbox: Sendable {
  static let standard = Toolbox([
    SearchProducts(), GetProductDetails(), FilterProductsByPrice(), CreateOrder(), ConfirmShipping(),
  ])

  private let tools: [any Tool]

  init(_ tools: [any Tool]) { self.tools = tools }

  var names: Set<String> { Set(tools.map(\.definition.name)) }

  subscript(name: String) -> (any Tool)? { tools.first { $0.definition.name == name } }

  /// The named tools as models see them, in this box's order.
  func definitions(_ names: [String]) -> [ToolDefinition] {
    tools.map(\.definition).filter { names.contains($0.name) }
  }
}
