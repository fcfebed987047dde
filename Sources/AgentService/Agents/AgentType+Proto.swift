import Contracts

extension AgentType {
  var asProto: AgentV1.AgentType {
    .with {
      $0.type = type
      $0.name = name
      $0.description_p = description
      $0.model = model
      $0.provider = provider
      $0.tools = tools
      $0.temperature = temperature
      $0.maxTokens = Int32(maxTokens)
      $0.pricePerMillionInputUsd = inputPrice
      $0.pricePerMillionOutputUsd = outputPrice
    }
  }
}
