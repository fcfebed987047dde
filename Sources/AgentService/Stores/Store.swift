/// A store, as the order service knows it.
struct Store: Sendable, Equatable {
  var id: String
  var companyID: String
  var name: String
  var city: String?
  var description: String?
  /// False hides its products, and no agent answers for it.
  var isActive: Bool
}
