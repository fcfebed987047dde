import Runtime

extension ChatTurn.Role {
  /// A violation, and nil, for anybody else.
  init?(proto: String, _ field: String, _ check: inout Violations) {
    let role = Self(rawValue: proto)
    check.require(role != nil, field, "must be user, assistant or system", type: "enum")
    guard let role else { return nil }
    self = role
  }
}
