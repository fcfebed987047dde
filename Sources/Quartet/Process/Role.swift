import ArgumentParser

/// What `quartet serve` can be.
enum Role: String, ExpressibleByArgument, CaseIterable, Sendable {
  case auth, billing, agent, order, gateway

  /// The services that this role calls.
  var needs: [ServiceName] {
    switch self {
    case .auth: []
    case .billing: [.auth]
    case .order: [.auth, .agent]
    case .agent: [.order, .billing]
    case .gateway: ServiceName.allCases
    }
  }
}
