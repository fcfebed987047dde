/// A parsed path template of `google.api.http`.
///
/// The grammar, from `google/api/http.proto`:
///
///     Template  = "/" Segments [ Verb ] ;
///     Segments  = Segment { "/" Segment } ;
///     Segment   = "*" | "**" | LITERAL | Variable ;
///     Variable  = "{" FieldPath [ "=" Segments ] "}" ;
///     FieldPath = IDENT { "." IDENT } ;
///     Verb      = ":" LITERAL ;
///
/// `**` matches zero or more segments and must be the last one; variables don't nest; `{name}` means
/// `{name=*}`. One extension: `/` alone is a template without segments, for the root page.
public struct PathTemplate: Sendable, Equatable {
  public enum Segment: Sendable, Equatable, Hashable {
    /// Text that must be equal after percent-decoding.
    case literal(String)
    /// `*`: exactly one segment, not empty.
    case any
    /// `**`: the rest of the path.
    case rest
  }

  /// A field that takes its value from a run of segments.
  public struct Variable: Sendable, Equatable {
    /// The field's path in proto names: `order.id`.
    public let fieldPath: String
    /// The first segment of the value.
    public let start: Int
    /// One past the last segment; for `**` the whole rest of the path belongs to the value.
    public let end: Int
    /// Several segments or `**`: an encoded slash stays encoded in the value.
    public let isMultiSegment: Bool
    /// The value ends with the path.
    public let takesRest: Bool
  }

  public let text: String
  public let segments: [Segment]
  public let variables: [Variable]
  public let verb: String?

  /// - Throws: ``PathTemplateError`` naming the place.
  public init(_ text: String) throws(PathTemplateError) {
    var parser = PathTemplateParser(text)
    try parser.parse()
    self.text = text
    segments = parser.segments
    variables = parser.variables
    verb = parser.verb
  }

  /// What requests the template takes, without the variables' names: equal for two templates that no
  /// request could tell apart.
  public var shape: String {
    let path = segments.map { segment in
      switch segment {
      case .literal(let text): text
      case .any: "*"
      case .rest: "**"
      }
    }
    return "/" + path.joined(separator: "/") + (verb.map { ":" + $0 } ?? "")
  }
}

/// A template that doesn't follow the grammar.
public struct PathTemplateError: Error, Sendable, Equatable, CustomStringConvertible {
  public let template: String
  /// In bytes from the template's start.
  public let offset: Int
  public let problem: String

  public var description: String { "path template \"\(template)\": \(problem) at offset \(offset)" }
}
