import Storage

/// An entry as it was written down.
struct RecordedAuditEntry: Sendable, Equatable {
  var id: String
  /// Grows with every entry, not always in the order of commits.
  var sequence: Int64
  var tenantID: String
  var actorKind: String
  var actorID: String?
  var action: String
  var targetType: String
  var targetID: String
  var organizationID: String?
  /// JSON, as it was written.
  var details: String
  var ipAddress: String?
  var requestID: String?
  var at: Timestamp
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
