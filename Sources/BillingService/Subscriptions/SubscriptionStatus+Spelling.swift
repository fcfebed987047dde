extension SubscriptionStatus {
  /// genlobe knows six statuses, and spells one of them differently.
  var genlobeSpelling: String {
    switch self {
    case .canceled, .incompleteExpired: "cancelled"
    case .unpaid, .paused: "unpaid"
    case .active, .trialing, .pastDue, .incomplete: rawValue
    }
  }
}
