import Contracts
import Runtime

extension NewBetterAuthVerification {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: AuthV1.CreateVerificationRequest) throws {
    var violations = Violations()
    if proto.hasID { violations.chosenID(proto.id, "id") }
    // Both are indexed: PostgreSQL's index entries have at most 2700 bytes.
    violations.bytes(proto.identifier, "identifier", 1...1024)
    violations.bytes(proto.value, "value", 1...2048)
    violations.require(proto.hasExpiresAt, "expires_at", "Field required", type: "missing")
    let expiresAt = violations.moment(proto.expiresAt, "expires_at")
    let createdAt = proto.hasCreatedAt ? violations.moment(proto.createdAt, "created_at") : nil
    let updatedAt = proto.hasUpdatedAt ? violations.moment(proto.updatedAt, "updated_at") : nil
    try violations.throwIfAny()
    self.init(
      id: proto.hasID ? proto.id : nil, identifier: proto.identifier, value: proto.value, expiresAt: expiresAt,
      createdAt: createdAt, updatedAt: updatedAt)
  }
}

extension VerificationMatch {
  /// - Throws: INVALID_ARGUMENT when there is nothing to match.
  init(proto: AuthV1.ConsumeVerificationRequest) throws {
    var violations = Violations()
    violations.require(
      !proto.identifier.isEmpty || !proto.value.isEmpty, "identifier", "give the identifier, the value, or both",
      type: "missing")
    violations.text(proto.identifier, "identifier", 0...1024)
    violations.text(proto.value, "value", 0...2048)
    try violations.throwIfAny()
    self.init(
      identifier: proto.identifier.isEmpty ? nil : proto.identifier, value: proto.value.isEmpty ? nil : proto.value)
  }
}

extension BetterAuthVerification {
  var asProto: AuthV1.Verification {
    .with {
      $0.id = id
      $0.identifier = identifier
      $0.value = value
      $0.expiresAt = expiresAt.asProto
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}
