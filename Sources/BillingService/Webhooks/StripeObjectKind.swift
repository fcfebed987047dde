import Runtime

/// Objects whose present form counts, not only what has happened to them.
enum StripeObjectKind: String, Sendable, CaseIterable {
  case subscription

  /// The kind that events of a type are about; nil for those that only tell facts.
  init?(eventType: String) {
    guard let kind = Self.allCases.first(where: { eventType.hasPrefix($0.eventPrefix) }) else { return nil }
    self = kind
  }

  private var eventPrefix: String {
    switch self {
    case .subscription: "customer.subscription."
    }
  }

  /// Whether an object of this form changes no more.
  func hasEnded(_ body: JSONValue) -> Bool {
    switch self {
    case .subscription: ["canceled", "incomplete_expired"].contains(body["status"]?.string)
    }
  }

  /// Where it is looked at.
  func path(_ id: String) -> String {
    switch self {
    case .subscription: "/v1/subscriptions/\(StripeRequest.id(id))"
    }
  }
}
