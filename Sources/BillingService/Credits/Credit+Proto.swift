import Contracts
import Runtime

extension CreditHistoryQuery {
  /// - Throws: INVALID_ARGUMENT with every bad parameter.
  init(proto: BillingV1.ListCreditHistoryRequest) throws {
    var check = Violations()
    if proto.hasLimit { check.number(proto.limit, "limit", 1...200) }
    if proto.hasOffset { check.number(proto.offset, "offset", 0...10_000_000) }
    let kind = CreditTransaction.Kind(rawValue: proto.type)
    if proto.hasType {
      let kinds = CreditTransaction.Kind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      check.require(kind != nil, "type", "should be one of \(kinds)", type: "enum")
    }
    try check.throwIfAny()
    self.init(
      limit: proto.hasLimit ? proto.limit : 50, offset: proto.hasOffset ? proto.offset : 0,
      kind: proto.hasType ? kind : nil)
  }
}

extension CreditTransaction {
  func asProto(userID: String) -> BillingV1.CreditTransaction {
    .with {
      $0.id = id
      $0.userID = userID
      $0.transactionType = kind.rawValue
      $0.amount = amount
      $0.balanceAfter = balanceAfter
      if let description { $0.description_p = description }
      if let model { $0.model = model }
      $0.createdAt = occurredAt.asProto
    }
  }
}
