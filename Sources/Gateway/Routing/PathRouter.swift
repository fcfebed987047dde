/// Finds the route of a method and path: a trie over segments, built once.
///
/// At every segment a literal wins over `*` (and variables, which are `*`), and that over `**`; a path
/// whose best template lacks the method goes on to the next best one, so `GET /a/b` and `POST /a/{x}`
/// live together. Trailing slashes count: `/a/` is not `/a`. An empty segment never matches a variable.
public struct PathRouter: Sendable {
  /// What one `google.api.http` binding contributes.
  public struct Route: Sendable {
    /// An HTTP method in upper case, or `*` for every method that no other route takes.
    public let method: String
    public let template: PathTemplate
    /// Who owns it, for the message about a conflict: the gRPC method.
    public let owner: String

    public init(method: String, template: PathTemplate, owner: String) {
      self.method = method
      self.template = template
      self.owner = owner
    }
  }

  /// The answer to a lookup.
  public enum Match: Sendable, Equatable {
    /// The route's index in the list the router was made from, and its variables' values, decoded, in
    /// the template's order.
    case match(route: Int, variables: [String])
    /// The path exists, with these methods (sorted; `HEAD` comes with `GET`).
    case methodNotAllowed(allow: [String])
    case notFound
    /// A bad percent-escape or text that isn't UTF-8.
    case malformedPath
  }

  struct Node: Sendable {
    var literals: [(text: [UInt8], node: Int)] = []
    var any: Int?
    /// Endpoints of templates that end here, and of those that end here with `**`.
    var endpoints: [Endpoint] = []
    var rest: [Endpoint] = []
  }

  struct Endpoint: Sendable {
    let method: String
    let verb: [UInt8]?
    let route: Int
  }

  let routes: [Route]
  let hasVerbs: Bool
  private(set) var nodes: [Node] = [Node()]

  /// - Throws: ``RouteConflict`` with every pair of routes that no request could tell apart.
  public init(_ routes: [Route]) throws(RouteConflict) {
    self.routes = routes
    hasVerbs = routes.contains { $0.template.verb != nil }
    var seen: [String: Int] = [:]
    var conflicts: [String] = []
    for (index, route) in routes.enumerated() {
      let key = route.method + " " + route.template.shape
      if let other = seen[key] {
        conflicts.append("\(key) is bound by \(routes[other].owner) and by \(route.owner)")
      } else {
        seen[key] = index
        insert(route, index)
      }
    }
    if !conflicts.isEmpty { throw RouteConflict(conflicts: conflicts) }
  }

  private mutating func insert(_ route: Route, _ index: Int) {
    let endpoint = Endpoint(
      method: route.method, verb: route.template.verb.map { Array($0.utf8) }, route: index)
    var node = 0
    for segment in route.template.segments {
      switch segment {
      case .literal(let text): node = child(of: node, literal: Array(text.utf8))
      case .any: node = anyChild(of: node)
      case .rest:
        nodes[node].rest.append(endpoint)
        return
      }
    }
    nodes[node].endpoints.append(endpoint)
  }

  private mutating func child(of node: Int, literal: [UInt8]) -> Int {
    if let found = nodes[node].literals.first(where: { $0.text == literal }) { return found.node }
    nodes.append(Node())
    nodes[node].literals.append((literal, nodes.count - 1))
    return nodes.count - 1
  }

  private mutating func anyChild(of node: Int) -> Int {
    if let found = nodes[node].any { return found }
    nodes.append(Node())
    nodes[node].any = nodes.count - 1
    return nodes.count - 1
  }
}

/// Two bindings that no request could tell apart.
public struct RouteConflict: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence each, naming both owners.
  public let conflicts: [String]

  public var description: String { conflicts.joined(separator: "\n") }
}
