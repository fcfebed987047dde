/// What a look at every entry and every seal found.
public struct AuditVerification: Sendable, Equatable {
  /// A place where the log is not what it was.
  public enum Problem: Sendable, Equatable {
    /// The entry, or its seal, was changed after it was sealed.
    case altered(entryID: String, position: Int64)
    /// A sealed entry is gone.
    case removed(entryID: String, position: Int64)
    /// An entry that waited for its seal is gone.
    case removedUnsealed(entryID: String)
    /// An entry that the service did not write.
    case inserted(entryID: String)
    /// The seal itself is gone.
    case sealMissing(position: Int64)
    /// The chain does not hold the seal that was noted down, or not at its position.
    case anchorMissing(position: Int64)
  }

  /// How many entries are sealed.
  public var sealed: Int64 = 0
  /// How many entries wait for their seal, a second at most while a service runs.
  public var unsealed: Int64 = 0
  /// The last seal; nil for an empty chain. Note its text down elsewhere: a chain that was rewritten as a
  /// whole can only be told by a seal it once had.
  public var head: AuditSeal?
  /// The first hundred problems.
  public internal(set) var problems: [Problem] = []

  public var isIntact: Bool { problems.isEmpty }

  static let maximumProblems = 100

  mutating func note(_ problem: Problem) {
    if problems.count < Self.maximumProblems { problems.append(problem) }
  }
}
