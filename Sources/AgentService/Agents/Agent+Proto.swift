import Contracts
import Runtime
import Storage
import SwiftProtobuf

/// A checked request for a new agent.
struct NewAgent: Equatable {
  var storeID: String
  var name: String
  var type: String
  var persona: String?
  var model: String?
  var channels: [String]
  var settings: Google_Protobuf_Struct

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AgentV1.CreateAgentRequest, types: AgentTypes) throws {
    var check = Violations()
    check.text(proto.storeID, "store_id", 1...100)
    check.text(proto.name.trimmed, "name", 1...120)
    let type = proto.hasType ? proto.type : types.standard.type
    let known = types[type]
    check.require(known != nil, "type", "must be one of \(types.all.map(\.type).joined(separator: ", "))")
    check.text(proto.persona, "persona", 0...4000)
    if proto.hasModel, let known {
      let model = ModelName(proto.model, fallback: known.provider)
      check.require(model != nil, "model", "must be a model's name or \"provider/model\" with a known provider")
      check.text(proto.model, "model", 1...200)
    }
    check.require(proto.channels.count <= 20, "channels", "should have at most 20 items", type: "too_long")
    for (place, channel) in proto.channels.enumerated() { check.text(channel, "channels[\(place)]", 1...50) }
    if proto.hasSettings, !check.all.contains(where: { $0.field == "settings" }) {
      let size = (try? proto.settings.jsonUTF8Bytes() as [UInt8])?.count ?? .max
      check.require(size <= 64 << 10, "settings", "should have at most 64 KiB of JSON with finite numbers")
      let key = Agent.maximumQuantityKey
      check.require(
        proto.settings.fields[key] == nil || Agent.maximumQuantity(proto.settings) != nil, "settings.\(key)",
        "must be a whole number from 1 to 1,000,000")
    }
    try check.throwIfAny()
    storeID = proto.storeID
    name = proto.name.trimmed
    self.type = type
    persona = proto.hasPersona && !proto.persona.isEmpty ? proto.persona : nil
    model = proto.hasModel ? proto.model : nil
    channels = proto.channels.isEmpty ? ["web"] : proto.channels
    settings = proto.settings
  }

  func agent(companyID: String, ids: any IDGenerator, at now: Timestamp) -> Agent {
    Agent(
      id: ids.next(), storeID: storeID, companyID: companyID, name: name, type: type, persona: persona, model: model,
      channels: channels, evolutionInstanceID: "qtt_" + ids.next().replacing("-", with: ""), isActive: false,
      settings: settings, createdAt: now, updatedAt: now)
  }
}

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
      $0.settings = settings
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}
