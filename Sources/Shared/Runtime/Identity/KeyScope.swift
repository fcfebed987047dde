/// A part of the API that an API key may be limited to: the auth service stores and lists scopes,
/// gateways hold each route against them.
public enum KeyScope: String, Sendable, CaseIterable {
  /// Registration, login and the current user.
  case auth
  /// Organizations, members, invitations and departments, with an organization's own subscription and usage.
  case organizations
  /// The tenant's users.
  case users
  /// Plans, subscriptions, payments and usage.
  case billing
  /// Agents, chat and completions.
  case agents
  /// Files and folders.
  case files
  /// Entity schemas and records.
  case entities

  /// The paths a scope opens, each with everything below it; no path is in two scopes.
  public var pathPrefixes: [String] {
    switch self {
    case .auth: ["/v1/auth"]
    case .organizations: ["/v1/organizations", "/v1/departments"]
    case .users: ["/v1/users"]
    case .billing: ["/v1/billing", "/v1/subscriptions", "/v1/plans", "/v1/usage", "/v1/api/usage"]
    case .agents: ["/v1/user/agents", "/v1/external-agents", "/v1/ai"]
    case .files: ["/v1/user/files"]
    case .entities: ["/v1/entity"]
    }
  }

  /// The scope that a path, or a route's path template, belongs to; nil for paths that only a key without
  /// scopes opens.
  public init?(path: String) {
    let scope = KeyScope.allCases.first { scope in
      scope.pathPrefixes.contains { path == $0 || path.hasPrefix($0 + "/") }
    }
    guard let scope else { return nil }
    self = scope
  }

  /// Whether a key with these scopes opens a path. Without scopes it opens everything.
  public static func allow(_ scopes: [String], path: String) -> Bool {
    scopes.isEmpty || KeyScope(path: path).map { scopes.contains($0.rawValue) } ?? false
  }
}
