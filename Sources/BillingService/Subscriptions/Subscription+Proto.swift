import Contracts
import Runtime
import Storage
import SwiftProtobuf

extension Subscription {
  /// As genlobe shows it.
  /// - Parameter planID: of the plan that it has.
  func asProto(planID: String, tenantID: String, at now: Timestamp) -> BillingV1.Subscription {
    let period = period(at: now)
    return .with {
      $0.id = id
      $0.planID = planID
      $0.organizationID = subject.id
      $0.tenantID = tenantID
      if let stripe { $0.stripeCustomerID = stripe.customerID }
      if let id = stripe?.subscriptionID { $0.stripeSubscriptionID = id }
      $0.billingCycle = terms.cycle == .year ? .yearly : .monthly
      $0.status = status(at: now).asProto
      $0.currentPeriodStart = period.start.asProto
      $0.currentPeriodEnd = period.end.asProto
      $0.cancelAtPeriodEnd = cancelAtPeriodEnd
      if let canceledAt { $0.canceledAt = canceledAt.asProto }
      if let trial {
        $0.trialStart = trial.start.asProto
        $0.trialEnd = trial.end.asProto
      }
      $0.subscriptionMetadata = (try? Google_Protobuf_Struct(jsonString: metadata)) ?? .init()
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }

  /// As vek1 shows it.
  func asCompanyProto(planID: String, clientSecret: String? = nil, at now: Timestamp) -> BillingV1.CompanySubscription {
    let (period, status) = (period(at: now), status(at: now))
    return .with {
      $0.id = id
      $0.companyID = subject.id
      $0.planID = planID
      $0.planSlug = terms.planSlug
      $0.status = status.rawValue
      $0.currentPeriodStart = period.start.asProto
      $0.currentPeriodEnd = period.end.asProto
      $0.cancelAtPeriodEnd = cancelAtPeriodEnd
      if let scheduled { $0.scheduledPlanSlug = scheduled.planSlug }
      if let stripe { $0.stripeCustomerID = stripe.customerID }
      if let id = stripe?.subscriptionID { $0.stripeSubscriptionID = id }
      if let clientSecret, status == .incomplete { $0.clientSecret = clientSecret }
      $0.createdAt = createdAt.asProto
      $0.updatedAt = updatedAt.asProto
    }
  }
}

extension SubscriptionStatus {
  /// genlobe's six statuses.
  fileprivate var asProto: BillingV1.SubscriptionStatus {
    switch self {
    case .incomplete: .incomplete
    case .trialing: .trialing
    case .active: .active
    case .pastDue: .pastDue
    case .unpaid, .paused: .unpaid
    case .canceled, .incompleteExpired: .cancelled
    }
  }
}

extension PriceInterval {
  /// Nil for what is not a cycle.
  init?(proto: BillingV1.BillingCycle) {
    switch proto {
    case .monthly: self = .month
    case .yearly: self = .year
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }
}

extension Violations {
  /// In bytes of JSON.
  static let maximumMetadataBytes = 16_384

  mutating func cycle(_ proto: BillingV1.BillingCycle, isSet: Bool) -> PriceInterval? {
    guard isSet else { return nil }
    let cycle = PriceInterval(proto: proto)
    require(cycle != nil, "billing_cycle", "should be monthly or yearly", type: "enum")
    return cycle
  }

  /// The client's own data, as JSON; nil where there is none.
  mutating func metadata(_ proto: Google_Protobuf_Struct, isSet: Bool) -> String? {
    guard isSet else { return nil }
    let json = try? proto.jsonString()
    require(
      json.map { $0.utf8.count <= Self.maximumMetadataBytes } ?? false, "subscription_metadata",
      "should have at most \(Self.maximumMetadataBytes) bytes of JSON with finite numbers")
    return json
  }

  /// Where a browser goes on: https anywhere, http on this machine only.
  mutating func page(_ url: String, _ field: String) {
    let isLocal = ["http://localhost", "http://127.0.0.1", "http://[::1]"].contains { prefix in
      url.hasPrefix(prefix) && ["", ":", "/", "?", "#"].contains(url.dropFirst(prefix.count).prefix(1))
    }
    require(
      WebAddress.isValid(url) && (url.lowercased().hasPrefix("https://") || isLocal), field,
      "should be an absolute https URL of at most \(WebAddress.maximumLength) bytes", type: "url_parsing")
  }
}
