import Contracts
import SwiftProtobuf

/// A message's field with what the contract says about its JSON form.
struct DocumentedField {
  let descriptor: Google_Protobuf_FieldDescriptorProto
  let comment: String

  var name: String { descriptor.name }
  var rule: GatewayV1.FieldRule { descriptor.options.Quartet_Gateway_V1_field }
  var isRepeated: Bool { descriptor.label == .repeated }
  /// The full name of the field's message or enum.
  var typeName: String { String(descriptor.typeName.drop { $0 == "." }) }
  var isMessage: Bool { descriptor.type == .message || descriptor.type == .group }
  /// Whether "unset" differs from the default value: such a field is null in JSON when it is unset.
  var hasPresence: Bool { !isRepeated && (isMessage || descriptor.proto3Optional || descriptor.hasOneofIndex) }
  /// A member of a real oneof: there is at most one of them.
  var isAlternative: Bool { descriptor.hasOneofIndex && !descriptor.proto3Optional }

  func jsonName(_ naming: FieldNaming) -> String {
    let camelCase = JSONNaming.lowerCamel(descriptor.name)
    // protoc fills in the camelCase name everywhere; any other one was written in the proto.
    if descriptor.hasJsonName && descriptor.jsonName != camelCase { return descriptor.jsonName }
    return naming == .camelCase ? camelCase : descriptor.name
  }
}
