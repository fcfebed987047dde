import Runtime

extension Violations {
  /// A key's name.
  mutating func keyName(_ name: String) -> String {
    text(name, "name", 1...100)
    return name
  }

  /// Origins in the form that browsers send them, without repeats; notes every text that is not an origin, with its
  /// place. A publishable key has at least one, a secret key none.
  mutating func origins(_ texts: [String], _ field: String, isSecret: Bool) -> [String] {
    guard !isSecret else {
      require(texts.isEmpty, field, "a secret key has no origins: it never is in a browser")
      return []
    }
    require(!texts.isEmpty, field, "a publishable key needs at least one origin, or \"*\" for any", type: "too_short")
    require(
      texts.count <= NewAPIKey.maximumOrigins, field, "should have at most \(NewAPIKey.maximumOrigins) items",
      type: "too_long")
    var seen: Set<String> = []
    return texts.enumerated().compactMap { index, text in
      let origin = text == "*" ? text : Origin(text).flatMap { $0.text.contains("*") ? nil : $0.text }
      require(
        origin != nil, "\(field)[\(index)]", "must be an origin such as https://app.example.com", type: "url_parsing")
      return origin
    }.filter { seen.insert($0).inserted }
  }

  /// Scopes in the order of the documented list, without repeats; notes every text that is not a scope.
  mutating func scopes(_ names: [String], _ field: String) -> [String] {
    for (index, name) in names.enumerated() {
      require(
        KeyScope(rawValue: name) != nil, "\(field)[\(index)]",
        "must be one of \(KeyScope.allCases.map(\.rawValue).joined(separator: ", "))", type: "enum")
    }
    return KeyScope.allCases.map(\.rawValue).filter(names.contains)
  }
}
