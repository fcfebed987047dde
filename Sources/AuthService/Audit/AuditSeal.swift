import Crypto
import Foundation
import Storage

/// A link of the hash chain over the audit log.
public struct AuditSeal: Sendable, Equatable {
  /// From 1, without gaps.
  public var position: Int64
  /// SHA-256 of the previous seal's hash and the entry's canonical bytes.
  public var hash: [UInt8]

  /// Where every chain begins.
  static let origin = AuditSeal(position: 0, hash: [UInt8](repeating: 0, count: 32))

  /// `position:hash` with the hash in lower-case hexadecimal: what an operator notes down elsewhere.
  public var text: String { "\(position):" + hash.map { String(format: "%02x", $0) }.joined() }
}

extension AuditSeal {
  /// Reads ``text``; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let position = Int64(parts[0]), position > 0, parts[1].utf8.count == 64 else { return nil }
    var hash: [UInt8] = []
    var rest = parts[1]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      hash.append(byte)
      rest = rest.dropFirst(2)
    }
    self.init(position: position, hash: hash)
  }

  /// The seal after this one.
  func sealing(_ entry: RecordedAuditEntry) -> AuditSeal {
    AuditSeal(position: position + 1, hash: Self.hash(entry, after: hash))
  }

  static func hash(_ entry: RecordedAuditEntry, after previous: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: previous)
    hash.update(data: entry.canonicalBytes)
    return Array(hash.finalize())
  }
}

extension RecordedAuditEntry {
  /// Every column in a fixed order, each with its length before it, so that no two entries have the same
  /// bytes. Never change it: the chains of every installation are made of it.
  var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = [1]
    func append(_ number: Int64) { withUnsafeBytes(of: number.bigEndian) { bytes += $0 } }
    func append(_ text: String?) {
      append(Int64(text?.utf8.count ?? -1))
      bytes += (text ?? "").utf8
    }
    append(id)
    append(sequence)
    for text in [tenantID, actorKind, actorID, action, targetType, targetID, organizationID, details] { append(text) }
    append(ipAddress)
    append(requestID)
    append(at.microseconds)
    return bytes
  }
}

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
    /// An entry that the log's own door never let in.
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
