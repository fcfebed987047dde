/// What a buyer wants, as far as the rules understand it.
struct Intent: Equatable {
  enum Kind: Equatable {
    case order([Item])
    /// "o que vocês têm de …", "até R$ 20".
    case list(String)
    /// "quanto custa …".
    case price(String)
    case details(String)
    /// "confirma o envio do pedido …".
    case ship(orderID: String?)
    /// One of the products offered before, from 1; nil for a bare "sim".
    case choose(Int?, quantity: Int64?)
    case greeting, thanks, human, cancel
    /// No verb that the rules know: perhaps a product's name.
    case guess(String)
    case unknown
  }

  /// A line of an order. An empty phrase means "that one", the product talked about before.
  struct Item: Equatable {
    var quantity: Int64
    var phrase: String
  }

  enum Pick: Equatable { case best, cheapest, dearest }

  var kind: Kind
  var range = PriceRange()
  var pick = Pick.best
  var checkout = Checkout()
}
