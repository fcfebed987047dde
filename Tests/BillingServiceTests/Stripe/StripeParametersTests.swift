import Testing

@testable import BillingService

@Suite("Parameters of a request to Stripe")
struct StripeParametersTests {
  @Test("lists and objects have brackets, values are escaped, and what is nil is left out")
  func encoded() {
    let parameters: StripeParameters = [
      "amount": 1000, "email": "a+b@example.com", "name": nil,
      "items": [["price": "price_1", "quantity": nil], ["price": "price_2", "quantity": 2]],
      "metadata": .metadata(["b": "é&=", "a": "1"]), "expand": ["x", "y"], "none": .list([]),
    ]
    #expect(
      parameters.encoded
        == "amount=1000&email=a%2Bb%40example.com&items[0][price]=price_1&items[1][price]=price_2"
        + "&items[1][quantity]=2&metadata[a]=1&metadata[b]=%C3%A9%26%3D&expand[0]=x&expand[1]=y&none=")
  }

  @Test("an id from elsewhere leads nowhere else")
  func ids() {
    #expect(StripeRequest.id("sub_1A") == "sub_1A")
    for text in ["", "../v1/account", "a b", "é", "x?y"] { #expect(StripeRequest.id(text) == "unknown") }
  }

  @Test("a long name is cut, and stays different from others")
  func longKeys() {
    let keys = ["a", "b"].map {
      StripeCall.idempotencyKey(tenantID: "t", key: String(repeating: "x", count: 400) + $0)
    }
    #expect(keys.allSatisfy { $0.utf8.count <= 255 })
    #expect(Set(keys).count == 2)
  }
}
