import Contracts
import Runtime
import Storage

extension ReferralCode {
  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.CreateReferralCodeRequest, at now: Timestamp) throws {
    var check = Violations()
    check.id(proto.userID, "user_id")
    if proto.hasCode {
      check.require(
        Self.isValid(proto.code, 4...64), "code", "should be 4 to 64 letters, digits and hyphens",
        type: "string_pattern_mismatch")
    }
    try check.throwIfAny()
    self.init(
      code: proto.hasCode ? Self.normalized(proto.code) : Self.random(), userID: proto.userID, createdAt: now)
  }

  var asProto: BillingV1.ReferralCode {
    .with {
      $0.code = code
      $0.userID = userID
      $0.isActive = endedAt == nil
      $0.referrals = referrals
      $0.rewarded = rewarded
      $0.createdAt = createdAt.asProto
      if let endedAt { $0.endedAt = endedAt.asProto }
    }
  }
}

extension ReferralCodeQuery {
  /// - Throws: INVALID_ARGUMENT with every bad parameter.
  init(proto: BillingV1.ListReferralCodesRequest) throws {
    var check = Violations()
    if proto.hasUserID { check.id(proto.userID, "user_id") }
    page = check.page(proto.hasPage ? proto.page : nil, proto.hasPerPage ? proto.perPage : nil)
    try check.throwIfAny()
    userID = proto.hasUserID ? proto.userID : nil
    isActive = proto.hasIsActive ? proto.isActive : nil
  }
}

extension ReferralQuery {
  /// - Throws: INVALID_ARGUMENT with every bad parameter.
  init(proto: BillingV1.ListReferralsRequest) throws {
    var check = Violations()
    if proto.hasCode {
      check.require(
        ReferralCode.isValid(proto.code, 1...64), "code", "should be 1 to 64 letters, digits and hyphens",
        type: "string_pattern_mismatch")
    }
    page = check.page(proto.hasPage ? proto.page : nil, proto.hasPerPage ? proto.perPage : nil)
    let known = Referral.Status(proto: proto.status)
    if proto.hasStatus { check.require(known != nil, "status", "is not a status", type: "enum") }
    try check.throwIfAny()
    code = proto.hasCode ? proto.code : nil
    status = proto.hasStatus ? known : nil
  }
}

extension Violations {
  /// A page of a list on the dashboard.
  fileprivate mutating func page(_ page: Int32?, _ perPage: Int32?) -> PageRequest {
    if let page { number(page, "page", 1...1_000_000) }
    if let perPage { number(perPage, "per_page", 1...100) }
    return PageRequest(page: page ?? 1, perPage: perPage ?? 20)
  }
}

extension Referral.Status {
  init?(proto: BillingV1.ReferralStatus) {
    switch proto {
    case .pending: self = .pending
    case .rewarded: self = .rewarded
    case .void: self = .void
    default: return nil
    }
  }

  var asProto: BillingV1.ReferralStatus {
    switch self {
    case .pending: .pending
    case .rewarded: .rewarded
    case .void: .void
    }
  }
}

extension Referral {
  var asProto: BillingV1.Referral {
    .with {
      $0.id = id
      $0.code = code
      $0.referrerUserID = referrerID
      if let refereeID { $0.refereeUserID = refereeID }
      $0.stripeCustomerID = customerID
      $0.status = status.asProto
      $0.referrerTokens = referrerTokens
      $0.refereeTokens = refereeTokens
      $0.createdAt = attributedAt.asProto
      if let rewardedAt { $0.rewardedAt = rewardedAt.asProto }
    }
  }
}
