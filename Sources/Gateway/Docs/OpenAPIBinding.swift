import Contracts

/// One verb and path of a method, with the path as OpenAPI writes it.
struct OpenAPIBinding {
  /// Lower-case: "get".
  let verb: String
  /// As in the proto: "/v1/{name=files/**}:copy".
  let template: String
  /// "/v1/{name}:copy".
  let path: String
  /// The field path of each variable, in order; wildcards outside of a variable are "wildcard1", ….
  let variables: [String]
  /// "" (no body), "*" (all fields that are not in the path) or a field's name.
  let body: String
  /// "" or a field's name.
  let responseBody: String

  /// Nil for a custom verb, which OpenAPI can't express.
  init?(_ rule: Google_Api_HttpRule) {
    switch rule.pattern {
    case .get(let template): (verb, self.template) = ("get", template)
    case .put(let template): (verb, self.template) = ("put", template)
    case .post(let template): (verb, self.template) = ("post", template)
    case .delete(let template): (verb, self.template) = ("delete", template)
    case .patch(let template): (verb, self.template) = ("patch", template)
    case .custom(let custom):
      guard ["HEAD", "OPTIONS", "TRACE"].contains(custom.kind) else { return nil }
      (verb, template) = (custom.kind.lowercased(), custom.path)
    case nil: return nil
    }
    (path, variables) = Self.parse(template)
    body = rule.body
    responseBody = rule.responseBody
  }

  /// Drops the pattern of each variable and names bare wildcards.
  private static func parse(_ template: String) -> (path: String, variables: [String]) {
    var path = ""
    var variables: [String] = []
    var rest = template[...]
    while let character = rest.first {
      if character == "{" {
        let inside = rest.dropFirst().prefix { $0 != "}" }
        let name = String(inside.prefix { $0 != "=" })
        path += "{\(name)}"
        variables.append(name)
        rest = rest.dropFirst(inside.count + 2)
      } else if character == "*" {
        let name = "wildcard\(variables.count + 1)"
        path += "{\(name)}"
        variables.append(name)
        rest = rest.drop { $0 == "*" }
      } else {
        path.append(character)
        rest = rest.dropFirst()
      }
    }
    return (path, variables)
  }
}
