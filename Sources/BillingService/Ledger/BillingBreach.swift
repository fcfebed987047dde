/// A row that breaks one of the rules that ``BillingVerification`` looks at.
public struct BillingBreach: Sendable, Equatable {
  public var tenantID: String
  /// The journal, account, lot, hold or record.
  public var row: String
  /// What is wrong with it.
  public var problem: String

  init(_ tenantID: String, _ row: String, _ problem: String) {
    self.tenantID = tenantID
    self.row = row
    self.problem = problem
  }
}
