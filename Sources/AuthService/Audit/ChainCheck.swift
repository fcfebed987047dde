/// Walks along the chain and compares what is there with what it must be.
struct ChainCheck: Sendable {
  /// A seal with the entry it is for.
  struct Link: Sendable {
    var seal: AuditSeal
    var entryID: String
    /// Nil when it is gone.
    var entry: RecordedAuditEntry?
  }

  private(set) var result = AuditVerification()
  private(set) var position: Int64 = 0
  private var stored = AuditSeal.origin.hash
  private var computed = AuditSeal.origin.hash

  /// Goes on from the stored hash, so that one altered entry is named and not all that follow it. The next
  /// seal may be made from what the previous one should have been, too: then only that one was altered.
  mutating func read(_ link: Link) {
    let isNext = link.seal.position == position + 1
    if !isNext { result.note(.sealMissing(position: position + 1)) }
    position = link.seal.position
    if let entry = link.entry {
      let hashes = [stored, computed].map { AuditSeal.hash(entry, after: $0) }
      // After a gap nothing is known about the previous hash.
      if isNext, !hashes.contains(link.seal.hash) {
        result.note(.altered(entryID: link.entryID, position: position))
      }
      computed = hashes[0]
    } else {
      result.note(.removed(entryID: link.entryID, position: position))
      computed = link.seal.hash
    }
    stored = link.seal.hash
    result.sealed += 1
    result.head = link.seal
  }
}
