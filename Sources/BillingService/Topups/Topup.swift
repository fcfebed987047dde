import Storage

/// Tokens bought on top of a plan; used after the included ones, oldest first, and kept over months.
public struct Topup: Sendable, Equatable {
  /// The id of its lot: "topup:" and the reference.
  public var id: String
  public var subject: Subject
  /// Tokens bought.
  public var tokens: Int64
  /// Tokens not used yet.
  public var remaining: Int64
  public var createdAt: Timestamp

  init(_ lot: Lot, of subject: Subject) {
    id = lot.id
    self.subject = subject
    tokens = lot.granted
    remaining = lot.remaining
    createdAt = lot.effectiveAt
  }
}
