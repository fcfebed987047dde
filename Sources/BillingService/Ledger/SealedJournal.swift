import Crypto
import Storage

/// A journal as it stands in the database, for its place in the hash chain.
struct SealedJournal: Sendable, Equatable {
  var tenantID: String
  var key: String
  var requestHash: [UInt8]
  var kind: String
  var subjectKind: String?
  var subjectID: String?
  var occurredAt: Timestamp
  var reverses: String?
  var response: [UInt8]
  /// In the order of their lines.
  var entries: [Entry] = []

  struct Entry: Sendable, Equatable {
    var line: Int64
    var accountID: String
    var asset: String
    var lotID: String?
    var amount: Int64
    var occurredAt: Timestamp
  }

  /// SHA-256 of the previous seal's hash and of every column in a fixed order, each text with its length before it,
  /// so that no two journals have the same bytes. Never change it: the chains of every installation are made of it.
  func hash(after previous: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [1]
    func append(_ number: Int64) { withUnsafeBytes(of: number.bigEndian) { bytes += $0 } }
    func append(_ text: String?) {
      append(Int64(text?.utf8.count ?? -1))
      bytes += (text ?? "").utf8
    }
    func append(_ data: [UInt8]) {
      append(Int64(data.count))
      bytes += data
    }
    for text in [tenantID, key, kind, subjectKind, subjectID, reverses] { append(text) }
    append(requestHash)
    append(response)
    append(occurredAt.microseconds)
    append(Int64(entries.count))
    for entry in entries {
      append(entry.line)
      for text in [entry.accountID, entry.asset, entry.lotID] { append(text) }
      append(entry.amount)
      append(entry.occurredAt.microseconds)
    }
    var hash = SHA256()
    hash.update(data: previous)
    hash.update(data: bytes)
    return Array(hash.finalize())
  }
}
