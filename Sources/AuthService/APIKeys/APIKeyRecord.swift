import Foundation
import Storage

/// An API key as it is stored; the key itself is shown only once, when it is made.
public struct APIKeyRecord: Sendable, Equatable {
  /// Whether a key is accepted.
  public enum Status: String, Sendable {
    case active, expired, revoked
  }

  /// UUIDv7.
  public var id: String
  public var tenantID: String
  /// What people call it; empty for keys from before there were names.
  public var name: String
  /// True for `sk_live_…`.
  public var isSecret: Bool
  /// `pk_live_…a1B2`, for people to tell keys apart.
  public var hint: String
  /// As `scheme://host[:port]`; "*" for any. Empty for secret keys.
  public var allowedOrigins: [String]
  /// What the key may be used for, by `KeyScope`'s names; empty for everything.
  public var scopes: [String]
  /// The admin that made it; nil for the command line.
  public var createdBy: String?
  public var createdAt: Timestamp
  /// About half a minute behind.
  public var lastUsedAt: Timestamp?
  /// When it ends by itself.
  public var expiresAt: Timestamp?
  public var revokedAt: Timestamp?
  /// The key that a rotation put in its place.
  public var replacedBy: String?

  /// Whether the key is accepted at a moment.
  public func status(at now: Timestamp) -> Status {
    if revokedAt != nil { return .revoked }
    guard let expiresAt, expiresAt <= now else { return .active }
    return .expired
  }
}

extension APIKeyRecord {
  /// The key that takes this one's place. An end that was set for this one holds for the successor
  /// too; a key that a rotation set an end for has a successor already.
  func successor(_ text: APIKeyText, id: String, createdBy: String?, at now: Timestamp) -> APIKeyRecord {
    APIKeyRecord(
      id: id, tenantID: tenantID, name: name, isSecret: isSecret, hint: text.hint, allowedOrigins: allowedOrigins,
      scopes: scopes, createdBy: createdBy, createdAt: now, lastUsedAt: nil, expiresAt: expiresAt, revokedAt: nil,
      replacedBy: nil)
  }

  /// What the audit log says about the key.
  var auditDetails: [String: String] {
    var details = ["name": name, "kind": isSecret ? "secret" : "publishable", "hint": hint]
    if !allowedOrigins.isEmpty { details["allowed_origins"] = allowedOrigins.joined(separator: " ") }
    if !scopes.isEmpty { details["scopes"] = scopes.joined(separator: " ") }
    if let expiresAt { details["expires_at"] = expiresAt.date.formatted(.iso8601) }
    return details
  }
}
