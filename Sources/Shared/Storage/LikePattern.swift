/// A pattern with `%` for any text, `_` for any character and `\` before a character that means itself.
public struct LikePattern: Sendable, Equatable, SQLBindable {
  /// What engines take, and what a search may cost: each `%` may make them look through the whole text.
  public static let maximumBytes = 1_000
  public static let maximumWildcards = 20

  private enum Part: Sendable, Equatable {
    case any, one
    case literal(Unicode.Scalar)
  }

  private let parts: [Part]

  /// A pattern that somebody wrote.
  public init(_ text: String) {
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

  private init(parts: [Part]) { self.parts = parts }

  /// Matches texts that contain this one.
  public static func containing(_ text: String) -> LikePattern {
    LikePattern(parts: [.any] + text.unicodeScalars.map(Part.literal) + [.any])
  }

  /// Matches texts that begin with this one.
  public static func beginning(with text: String) -> LikePattern {
    LikePattern(parts: text.unicodeScalars.map(Part.literal) + [.any])
  }

  /// How many `%` there are; several in a row are one.
  public var wildcards: Int { parts.count { $0 == .any } }

  /// For LIKE with `\` as the escape.
  public var like: String {
    parts.map { part in
      switch part {
      case .any: "%"
      case .one: "_"
      case .literal(let scalar): "%_\\".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
      }
    }.joined()
  }

  public var sqlValue: SQLValue { .text(like) }

  /// For SQLite's GLOB.
  public var glob: String {
    parts.map { part in
      switch part {
      case .any: "*"
      case .one: "?"
      case .literal(let scalar): "*?[".unicodeScalars.contains(scalar) ? "[\(scalar)]" : String(scalar)
      }
    }.joined()
  }
}
