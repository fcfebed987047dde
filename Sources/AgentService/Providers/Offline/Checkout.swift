/// What a buyer says about an order besides its products.
struct Checkout: Equatable {
  var payment: PaymentMethod?
  var name: String?
  var phone: String?
  var address: String?
}
