/// Why a contract can't be served; start-up stops with it.
public struct SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
  public let problems: [String]

  public init(_ problems: String...) { self.problems = problems }
  public init(problems: [String]) { self.problems = problems }

  public var description: String { problems.joined(separator: "\n") }
}
