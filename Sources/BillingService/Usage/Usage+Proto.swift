import Contracts
import Runtime
import SwiftProtobuf

extension Consumption {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.CheckUsageRequest) throws {
    try self.init(
      amount: proto.tokens, type: proto.hasUsageType ? proto.usageType : nil, userID: proto.userID,
      organizationID: proto.organizationID)
  }

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.ConsumeUsageRequest) throws {
    try self.init(
      amount: proto.tokens, type: proto.hasUsageType ? proto.usageType : nil, userID: proto.userID,
      organizationID: proto.organizationID)
  }

  private init(amount: Int64, type: String?, userID: String, organizationID: String) throws {
    var check = Violations()
    check.number(amount, "tokens", 1...Self.maximumAmount)
    let kind = type.map(Kind.init(rawValue:)) ?? .tokens
    check.require(kind != nil, "usage_type", "should be 'tokens' or 'messages'", type: "enum")
    check.id(userID, "user_id")
    check.id(organizationID, "organization_id")
    self.init(kind: try check.checked(kind), amount: amount, userID: userID, organizationID: organizationID)
  }
}

extension AdditionalUsage {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.CheckOrganizationUsageRequest) throws {
    var check = Violations()
    check.id(proto.organizationID, "organization_id")
    check.number(proto.additionalMessages, "additional_messages", 0...Consumption.maximumAmount)
    check.number(proto.additionalTokens, "additional_tokens", 0...Consumption.maximumAmount)
    try check.throwIfAny()
    self.init(
      organizationID: proto.organizationID, messages: proto.additionalMessages, tokens: proto.additionalTokens)
  }
}

extension UsageHistoryQuery {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.ListUsageHistoryRequest) throws {
    var check = Violations()
    let limit = proto.hasLimit ? proto.limit : 20
    check.id(proto.organizationID, "organization_id")
    check.number(limit, "limit", 1...Self.maximumPage)
    check.number(proto.offset, "offset", 0...Self.maximumOffset)
    try check.throwIfAny()
    self.init(organizationID: proto.organizationID, limit: limit, offset: proto.offset)
  }
}

extension LimitedUsage {
  var asProto: BillingV1.UsageLimit {
    .with {
      $0.current = current
      $0.max = maximum.asLimit
      $0.remaining = remaining.asLimit
      $0.percentage = percentage
    }
  }

  /// Of micro-USD, shown in USD.
  var asCostProto: BillingV1.CostLimit {
    .with {
      $0.current = current
      $0.max = maximum.asCostLimit
      $0.remaining = remaining.asCostLimit
      $0.percentage = percentage
    }
  }
}

extension Int64? {
  /// A limit as the documented API shows it.
  fileprivate var asLimit: Google_Protobuf_Value {
    map { Google_Protobuf_Value(numberValue: Double($0)) } ?? Google_Protobuf_Value(stringValue: "unlimited")
  }

  /// A limit in micro-USD, shown in USD.
  fileprivate var asCostLimit: Google_Protobuf_Value {
    map { Google_Protobuf_Value(numberValue: Double($0) / 1_000_000) } ?? asLimit
  }
}

extension UsageTotals {
  var asTokenCount: BillingV1.TokenCount {
    .with {
      $0.total = tokens
      $0.input = promptTokens
      $0.output = completionTokens
    }
  }

  var asMemberProto: BillingV1.MemberFigures {
    .with {
      $0.messages = messages
      $0.costUsd = costMicroUSD
      $0.tokens = asTokenCount
    }
  }

  fileprivate var asMetadata: Google_Protobuf_Struct {
    .init(fields: [
      "input_tokens": .init(numberValue: Double(promptTokens)),
      "output_tokens": .init(numberValue: Double(completionTokens)),
      "cost_usd": .init(numberValue: Double(costMicroUSD) / 1_000_000),
    ])
  }
}

extension UserUsage {
  /// Stands for a period's record that there is not yet.
  private static let nilID = "00000000-0000-0000-0000-000000000000"

  var asProto: BillingV1.UserUsage {
    .with {
      $0.id = span?.id ?? Self.nilID
      $0.organizationID = organizationID
      $0.userID = userID
      if let planID { $0.planID = planID }
      $0.periodStart = period.start.asProto
      $0.periodEnd = period.end.asProto
      $0.messagesCount = totals.messages
      $0.tokensCount = totals.tokens
      $0.usageMetadata = totals.asMetadata
      $0.createdAt = (span?.first ?? period.start).asProto
      $0.updatedAt = (span?.last ?? period.start).asProto
    }
  }
}
