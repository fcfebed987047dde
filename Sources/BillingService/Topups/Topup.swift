import Storage

/// Tokens bought on top of a plan; used after the included ones, oldest first, and kept over months.
public struct Topup: Sendable, Equatable {
  /// UUIDv7.
  public var id: String
  public var subject: Subject
  /// Tokens bought.
  public var tokens: Int64
  /// Tokens not used yet.
  public var remaining: Int64
  /// What they were bought with (a payment's id); unique within a tenant.
  public var reference: String?
  public var createdAt: Timestamp
}
