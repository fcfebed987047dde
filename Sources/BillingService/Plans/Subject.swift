/// Who pays: whose plan, whose quota, whose usage.
public struct Subject: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// An organization (vek1 company).
    case organization
    /// A single user (chat-saas credits).
    case user
  }

  public var kind: Kind
  public var id: String

  public init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }
}
