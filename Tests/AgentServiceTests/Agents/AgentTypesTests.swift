import Contracts
import Testing

@testable import AgentService

@Suite("agents_config.yaml")
struct AgentTypesTests {
  static func parse(_ yaml: String) throws -> AgentTypes {
    try AgentTypes(yaml: yaml, source: "test.yaml", toolNames: Toolbox.standard.names)
  }

  @Test("the built-in file is valid, and vendas is the default with every tool")
  func builtIn() throws {
    let types = try AgentTypes(path: nil)
    #expect(types.all.map(\.type) == ["vendas", "suporte", "recepcao"])
    #expect(types.standard.type == "vendas")
    #expect(Set(types.standard.tools) == Toolbox.standard.names)
    #expect(types.standard.inputPrice == 150_000)
  }

  @Test("every problem is reported with its line")
  func problems() throws {
    let yaml = """
      default: nobody
      agents:
        vendas:
          name: Vendas
          description: Vende
          provider: skynet
          model: t800
          temperature: 9
          tools: [search_products, terminate]
          sistem_prompt: x
      """
    let error = try #require(throws: AgentTypesError.self) { try Self.parse(yaml) }
    let text = error.description
    #expect(text.contains("test.yaml:6: agents.vendas.provider must be one of"))
    #expect(text.contains("test.yaml:8: agents.vendas.temperature must be a number"))
    #expect(text.contains("unknown tool \"terminate\""))
    #expect(text.contains("agents.vendas.sistem_prompt is not a setting"))
    #expect(text.contains("agents.vendas.system_prompt is missing"))
  }

  @Test(
    "what is not YAML, empty or without agents is refused", arguments: ["", "agents: {}", "a: [", "- x", "agents: 3"])
  func refused(_ yaml: String) {
    #expect(throws: AgentTypesError.self) { try Self.parse(yaml) }
  }

  @Test("models are named with and without their provider")
  func models() {
    #expect(ModelName("anthropic/claude-3-5-sonnet", fallback: "openai")?.provider == "anthropic")
    #expect(ModelName("claude-3-opus-20240229", fallback: "openai")?.provider == "anthropic")
    #expect(ModelName("my-tune", fallback: "mistral") == ModelName(provider: "mistral", model: "my-tune"))
    #expect(ModelName("library/llama3", fallback: "ollama") == ModelName(provider: "ollama", model: "library/llama3"))
    #expect(ModelName("skynet/t800", fallback: "openai") == nil)
    #expect(ModelName("", fallback: "openai") == nil)
  }

  @Test("GET /agents lists the types with their prices")
  func listed() async throws {
    try await withAgentWorld { world in
      let list = try await world.call(.listAgentTypes)
      #expect(list.total == 3)
      #expect(list.agents.first?.pricePerMillionOutputUsd == 600_000)
    }
  }
}
