import Testing

@testable import Gateway

@Suite("The router")
struct TemplateRouterTests {
  static let table = [
    "GET /", "GET /v1/users/me", "GET /v1/users/{id}", "DELETE /v1/users/{id}", "POST /v1/users/{id}",
    "POST /v1/users/{id}:suspend", "GET /v1/{name=shops/*}", "GET /v1/{name=shops/*}/items/{item}",
    "GET /files/{path=**}", "PUT /files/readme", "GET /v1/users:count", "* /any/thing", "HEAD /head", "GET /head",
    "GET /café", "GET /deep/*/x/{y}", "GET /deep/a/x/b/c",
  ]

  static func router() throws -> PathRouter {
    try PathRouter(
      table.map { line in
        let parts = line.split(separator: " ")
        return PathRouter.Route(
          method: String(parts[0]), template: try PathTemplate(String(parts[1])), owner: "test.Service/\(line)")
      })
  }

  @Test(
    "a path finds its template and variables",
    arguments: [
      ("GET", "/", "GET /", []),
      ("GET", "/v1/users/me", "GET /v1/users/me", []),
      ("GET", "/v1/users/7", "GET /v1/users/{id}", ["7"]),
      ("DELETE", "/v1/users/me", "DELETE /v1/users/{id}", ["me"]),
      ("GET", "/v1/users/a%2Fb%20c", "GET /v1/users/{id}", ["a/b c"]),
      ("GET", "/v1/users/a+b", "GET /v1/users/{id}", ["a+b"]),
      ("GET", "/v1/%75sers/me", "GET /v1/users/me", []),
      ("POST", "/v1/users/7:suspend", "POST /v1/users/{id}:suspend", ["7"]),
      ("POST", "/v1/users/7:other", "POST /v1/users/{id}", ["7:other"]),
      ("POST", "/v1/users/a:b:suspend", "POST /v1/users/{id}:suspend", ["a:b"]),
      ("GET", "/v1/users:count", "GET /v1/users:count", []),
      ("GET", "/v1/shops/x%2Fy", "GET /v1/{name=shops/*}", ["shops/x%2Fy"]),
      ("GET", "/v1/shops/x%20y/items/z%2f", "GET /v1/{name=shops/*}/items/{item}", ["shops/x y", "z/"]),
      ("GET", "/files", "GET /files/{path=**}", [""]),
      ("GET", "/files/a/b/c.txt", "GET /files/{path=**}", ["a/b/c.txt"]),
      ("GET", "/files/readme", "GET /files/{path=**}", ["readme"]),
      ("PUT", "/files/readme", "PUT /files/readme", []),
      ("HEAD", "/v1/users/7", "GET /v1/users/{id}", ["7"]),
      ("HEAD", "/head", "HEAD /head", []),
      ("PATCH", "/any/thing", "* /any/thing", []),
      ("GET", "/caf%C3%A9", "GET /café", []),
      ("GET", "/café", "GET /café", []),
      ("GET", "/deep/a/x/b", "GET /deep/*/x/{y}", ["b"]),
      ("GET", "/deep/a/x/b/c", "GET /deep/a/x/b/c", []),
    ] as [(String, String, String, [String])])
  func match(method: String, path: String, template: String, variables: [String]) throws {
    let index = try #require(Self.table.firstIndex(of: template))
    #expect(try Self.router().lookup(method: method, path: path) == .match(route: index, variables: variables))
  }

  @Test(
    "a path that exists with other methods names them",
    arguments: [
      ("POST", "/", ["GET", "HEAD"]), ("PUT", "/v1/users/7", ["DELETE", "GET", "HEAD", "POST"]),
      ("GET", "/v1/users/7:suspend", nil), ("DELETE", "/v1/users:count", ["GET", "HEAD"]),
      ("DELETE", "/files/readme", ["GET", "HEAD", "PUT"]),
    ] as [(String, String, [String]?)])
  func methodNotAllowed(method: String, path: String, allow: [String]?) throws {
    let answer = try Self.router().lookup(method: method, path: path)
    if let allow {
      #expect(answer == .methodNotAllowed(allow: allow))
    } else {
      // The variable takes the colon when no verb of that method does.
      #expect(answer == .match(route: 2, variables: ["7:suspend"]))
    }
  }

  @Test(
    "other paths are not found",
    arguments: [
      "/v1", "/v1/", "/v1/users/", "/v1/users/7/", "/v1//users/7", "/v1/users//", "//", "/files/", "/files//a",
      "/v1/shops/x/items/", "/nothing", "/deep//x/b",
    ])
  func notFound(path: String) throws {
    #expect(try Self.router().lookup(method: "PUT", path: path) == .notFound)
    #expect(try Self.router().lookup(method: "GET", path: path) == .notFound)
  }

  @Test(
    "a path that can't be read is malformed",
    arguments: ["", "v1", "*", "/v1/users/%", "/v1/users/%4", "/v1/users/%zz", "/v1/users/%ff", "/x/%C3%28", "/%80"])
  func malformed(path: String) throws {
    #expect(try Self.router().lookup(method: "GET", path: path) == .malformedPath)
  }

  @Test("a path of a thousand segments is refused")
  func long() throws {
    let path = String(repeating: "/a", count: 1000)
    #expect(try Self.router().lookup(method: "GET", path: path) == .malformedPath)
  }

  @Test("two bindings that no request could tell apart are all named")
  func conflict() throws {
    func route(_ method: String, _ path: String, _ owner: String) throws -> PathRouter.Route {
      PathRouter.Route(method: method, template: try PathTemplate(path), owner: owner)
    }
    let routes = [
      try route("GET", "/v1/{id}", "a.A/One"), try route("GET", "/v1/*", "a.A/Two"),
      try route("POST", "/v1/{id}", "a.A/Three"),
      try route("GET", "/x/{a=b/*}", "a.A/Four"), try route("GET", "/x/b/{c}", "a.A/Five"),
    ]
    #expect(
      throws: RouteConflict(conflicts: [
        "GET /v1/* is bound by a.A/One and by a.A/Two", "GET /x/b/* is bound by a.A/Four and by a.A/Five",
      ])
    ) { _ = try PathRouter(routes) }
  }
}
