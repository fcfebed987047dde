/// A change of a product's stock, and why. Stock changes in no other way.
struct StockMovement: Sendable, Equatable {
  enum Reason: String, Sendable {
    /// The product came with it.
    case initial
    /// A product list said otherwise.
    case adjusted
    case orderConfirmed = "order_confirmed"
    case orderCancelled = "order_cancelled"
    /// The shop's ERP said otherwise.
    case erpSync = "erp_sync"
  }

  var productID: String
  var delta: Int64
  var reason: Reason
  var actorUserID: String?
}
