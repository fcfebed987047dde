/// A dashboard admin who may do what the current call asks for.
public struct AuthorizedAdmin: Sendable, Equatable {
  public var tenantID: String
  public var id: String
  /// For people who read about it.
  public var email: String

  public init(tenantID: String, id: String, email: String) {
    self.tenantID = tenantID
    self.id = id
    self.email = email
  }
}
