/// A pattern with `%` for any text, `_` for any character and `\` before a character that means itself.
struct LikePattern: Sendable, Equatable {
  /// What engines take, and what a search may cost: each `%` may make them look through the whole text.
  static let maximumBytes = 1_000
  static let maximumWildcards = 20

  private enum Part: Sendable, Equatable {
    case any, one
    case literal(Unicode.Scalar)
  }

  private let parts: [Part]

  init(_ text: String) {
    var parts: [Part] = []
    var isEscaped = false
    // Engines compare code points: a mark that is combined with a % leaves it what it is.
    for scalar in text.unicodeScalars {
      if isEscaped {
        parts.append(.literal(scalar))
        isEscaped = false
      } else {
        switch scalar {
        case "\\": isEscaped = true
        case "%": if parts.last != .any { parts.append(.any) }
        case "_": parts.append(.one)
        default: parts.append(.literal(scalar))
        }
      }
    }
    // A lone backslash at the end means itself.
    if isEscaped { parts.append(.literal("\\")) }
    self.parts = parts
  }

  /// How many `%` there are; several in a row are one.
  var wildcards: Int { parts.count { $0 == .any } }

  /// For LIKE with `\` as the escape.
  var like: String {
    parts.map { part in
      switch part {
      case .any: "%"
      case .one: "_"
      case .literal(let scalar): "%_\\".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
      }
    }.joined()
  }

  /// For SQLite's GLOB.
  var glob: String {
    parts.map { part in
      switch part {
      case .any: "*"
      case .one: "?"
      case .literal(let scalar): "*?[".unicodeScalars.contains(scalar) ? "[\(scalar)]" : String(scalar)
      }
    }.joined()
  }
}
