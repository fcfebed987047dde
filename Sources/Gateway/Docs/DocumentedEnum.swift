import Contracts
import SwiftProtobuf

/// An enum type with its comments.
struct DocumentedEnum {
  let name: String
  let comment: String
  /// In the documented JSON spelling.
  let values: [(spelling: String, comment: String)]

  /// `json_value`, or the value's name without the enum's prefix in lower case.
  static func spelling(_ value: Google_Protobuf_EnumValueDescriptorProto, of type: String) -> String {
    if value.options.hasQuartet_Gateway_V1_jsonValue { return value.options.Quartet_Gateway_V1_jsonValue }
    var prefix = ""
    for (index, character) in type.enumerated() {
      if character.isUppercase && index > 0 { prefix += "_" }
      prefix += character.uppercased()
    }
    prefix += "_"
    return (value.name.hasPrefix(prefix) ? String(value.name.dropFirst(prefix.count)) : value.name).lowercased()
  }
}
