import Contracts
import Runtime
import Storage

extension AccountOwner {
  /// Nil where not exactly one of the two is named, which is noted.
  init?(userID: String, organizationID: String, _ check: inout Violations) {
    let isUser = !userID.isEmpty
    check.require(
      isUser != !organizationID.isEmpty, "user_id", "should be named, or an organization, and not both",
      type: "missing")
    guard isUser != !organizationID.isEmpty else { return nil }
    check.id(isUser ? userID : organizationID, isUser ? "user_id" : "organization_id")
    self.init(subject: isUser ? Subject(.user, userID) : Subject(.organization, organizationID))
  }

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.GetBillingAccountRequest) throws {
    var check = Violations()
    let owner = AccountOwner(userID: proto.userID, organizationID: proto.organizationID, &check)
    self = try check.checked(owner)
  }

  /// - Throws: INVALID_ARGUMENT with every bad field.
  init(proto: BillingV1.SetAccountPlanRequest) throws {
    var check = Violations()
    let owner = AccountOwner(userID: proto.userID, organizationID: proto.organizationID, &check)
    check.text(proto.planSlug, "plan_slug", 1...63)
    self = try check.checked(owner)
  }

  /// The owner of a gift, and the gift.
  /// - Throws: INVALID_ARGUMENT with every bad field.
  static func gift(
    proto: BillingV1.GrantTokensRequest, at now: Timestamp
  ) throws -> (owner: AccountOwner, gift: TokenGift) {
    var check = Violations()
    let owner = AccountOwner(userID: proto.userID, organizationID: proto.organizationID, &check)
    check.number(proto.tokens, "tokens", 1...TokenGift.maximumTokens)
    let source: Lot.Source? =
      switch proto.hasSource ? proto.source : .goodwill {
      case .goodwill: .goodwill
      case .promo: .promo
      default: nil
      }
    check.require(source != nil, "source", "should be 'goodwill' or 'promo'", type: "enum")
    let end = proto.hasExpiresAt ? check.moment(proto.expiresAt, at: "expires_at") : nil
    if let end { check.require(now < end, "expires_at", "should be in the future") }
    check.text(proto.reason, "reason", 1...TokenGift.maximumReason)
    let gift = TokenGift(
      tokens: proto.tokens, source: source ?? .goodwill, expiresAt: end, reason: proto.reason)
    return (try check.checked(owner), gift)
  }
}

extension BillingAccount {
  var asProto: BillingV1.BillingAccount {
    .with {
      switch subject.kind {
      case .user: $0.userID = subject.id
      case .organization: $0.organizationID = subject.id
      }
      if let plan {
        $0.planID = plan.id
        $0.planSlug = plan.slug
      }
      $0.balance = balance
      $0.held = held
      $0.debt = debt
      $0.lots = lots.map(\.asProto)
      $0.stripeCustomerIds = stripeCustomerIDs
    }
  }
}

extension Lot {
  fileprivate var asProto: BillingV1.CreditLot {
    .with {
      $0.id = id
      $0.source = source.asProto
      $0.granted = granted
      $0.remaining = remaining
      $0.held = held
      $0.effectiveAt = effectiveAt.asProto
      if let expiresAt { $0.expiresAt = expiresAt.asProto }
    }
  }
}

extension Lot.Source {
  fileprivate var asProto: BillingV1.LotSource {
    switch self {
    case .plan: .plan
    case .topup: .topup
    case .promo: .promo
    case .referral: .referral
    case .goodwill: .goodwill
    }
  }
}
