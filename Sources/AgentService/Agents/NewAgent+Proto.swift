import Contracts
import Runtime
import SwiftProtobuf

extension NewAgent {
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
    check.require(
      proto.channels.count <= Self.maximumChannels, "channels", "should have at most \(Self.maximumChannels) items",
      type: "too_long")
    for (place, channel) in proto.channels.enumerated() { check.text(channel, "channels[\(place)]", 1...50) }
    let settings = proto.hasSettings ? AgentSettings(proto: proto.settings, &check) : AgentSettings(json: .empty)
    try check.throwIfAny()
    self.init(
      storeID: proto.storeID, name: proto.name.trimmed, type: type,
      persona: proto.hasPersona && !proto.persona.isEmpty ? proto.persona : nil,
      model: proto.hasModel ? proto.model : nil, channels: proto.channels.isEmpty ? ["web"] : proto.channels,
      settings: settings)
  }
}

extension AgentSettings {
  fileprivate init(proto: Google_Protobuf_Struct, _ check: inout Violations) {
    let json = check.json(proto, "settings")
    self.init(json: json ?? .empty)
    guard json != nil else { return }
    check.require(
      proto.fields[Self.maximumQuantityKey] == nil || maximumQuantity != nil, "settings.\(Self.maximumQuantityKey)",
      "must be a whole number from 1 to 1,000,000")
  }
}
