import Contracts
import Runtime

extension OrderMove {
  /// - Throws: INVALID_ARGUMENT `VALIDATION_FAILED` with every bad field.
  init(proto: OrderV1.TransitionOrderRequest, by caller: Caller) throws {
    var check = Violations()
    let target = OrderStatus(proto: proto.to)
    check.require(target != nil, "to", "Field required", type: "missing")
    let expected = proto.hasFrom ? OrderStatus(proto: proto.from) : nil
    check.require(!proto.hasFrom || expected != nil, "from", "is not a status", type: "enum")
    check.text(proto.reason, "reason", 0...1_000)
    try check.throwIfAny()
    self.init(
      orderID: proto.id, to: target ?? .pending, expected: expected,
      expectedVersion: proto.hasExpectedVersion ? proto.expectedVersion : nil,
      reason: proto.hasReason ? proto.reason : nil,
      party: caller.userID == nil ? .service : .member, actorUserID: caller.userID)
  }
}
