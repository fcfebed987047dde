/// The spellings that JSON uses for names of the contract.
enum JSONNaming {
  /// protoc's own default for `json_name`.
  static func lowerCamel(_ name: String) -> String {
    var result = ""
    var raise = false
    for character in name {
      if character == "_" {
        raise = true
      } else {
        result += raise ? character.uppercased() : String(character)
        raise = false
      }
    }
    return result
  }

  /// `OrderStatus` → `ORDER_STATUS_`, the prefix its values carry by convention.
  static func enumPrefix(_ name: String) -> String {
    var result = ""
    let characters = Array(name)
    for (index, character) in characters.enumerated() {
      let previous = index > 0 ? characters[index - 1] : nil
      let next = index + 1 < characters.count ? characters[index + 1] : nil
      let startsWord =
        previous.map { $0.isLowercase || $0.isNumber || ($0.isUppercase && next?.isLowercase == true) } ?? false
      if character.isUppercase && startsWord { result += "_" }
      result += character.uppercased()
    }
    return result + "_"
  }

  /// A value's documented spelling: `ORDER_STATUS_IN_TRANSIT` → `in_transit`.
  static func enumValue(_ name: String, prefix: String) -> String {
    name.hasPrefix(prefix) && name.count > prefix.count
      ? name.dropFirst(prefix.count).lowercased() : name.lowercased()
  }
}
