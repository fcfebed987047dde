/// A service answered with bytes that are not a message of its type.
public struct MalformedMessage: Error, Sendable, Equatable, CustomStringConvertible {
  public let problem: String
  /// In bytes from the message's start.
  public let offset: Int

  public var description: String { "malformed message: \(problem) at offset \(offset)" }
}
