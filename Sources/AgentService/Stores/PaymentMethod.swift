/// How a buyer pays.
enum PaymentMethod: String, Sendable {
  case pix
  /// On delivery.
  case cod
}
