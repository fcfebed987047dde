import Contracts
import Runtime

extension Agent {
  var asProto: AgentV1.Agent {
    .with {
      $0.id = id
      $0.storeID = storeID
      $0.companyID = companyID
      $0.name = name
      $0.type = type
      if let persona { $0.persona = persona }
      if let model { $0.model = model }
      $0.channels = channels
      $0.evolutionInstanceID = evolutionInstanceID
      $0.isActive = isActive
      $0.settings = settings.json.asProto
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}
