public import Runtime

/// Why a request is not a message: the client's fault, with every place that is wrong.
public struct TranscodingError: Error, Sendable, Equatable {
  public enum Kind: Sendable {
    /// The body or query can't be read at all; there is one violation, of type `json_invalid` or alike.
    case syntax
    /// It can be read but does not fit the message.
    case validation
  }

  /// The part of the request a value came from.
  public enum Location: String, Sendable {
    case body, query, path
  }

  /// One bad value.
  public struct Violation: Sendable, Equatable {
    public let location: Location
    public let field: FieldViolation

    public init(_ location: Location, _ field: FieldViolation) {
      self.location = location
      self.field = field
    }
  }

  public let kind: Kind
  /// At least one, at most ``maximumViolations``.
  public let violations: [Violation]

  public init(kind: Kind, violations: [Violation]) {
    self.kind = kind
    self.violations = violations
  }

  /// A request with more bad places than this has the rest left out: an answer must not be many times
  /// longer than its question.
  public static let maximumViolations = 100

  /// All violations in one line for people.
  public var message: String {
    violations.map { $0.field.field.isEmpty ? $0.field.message : "\($0.field.field): \($0.field.message)" }
      .joined(separator: "; ")
  }
}
