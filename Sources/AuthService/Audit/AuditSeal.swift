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
