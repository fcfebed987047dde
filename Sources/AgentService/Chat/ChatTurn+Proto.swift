import Runtime

extension Violations {
  /// Who said something; a violation, and nil, for nobody that there is.
  mutating func role(_ text: String, _ field: String) -> ChatTurn.Role? {
    let role = ChatTurn.Role(rawValue: text)
    require(role != nil, field, "must be user, assistant or system", type: "enum")
    return role
  }
}
