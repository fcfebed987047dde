import Testing

@testable import AgentService

@Suite("Tool arguments")
struct ToolArgumentsTests {
  @Test("text that is not a JSON object is refused", arguments: ["[1]", "{", "nonsense", "3"])
  func notAnObject(_ text: String) {
    #expect(throws: ToolError.self) { try ToolArguments(text: text) }
  }

  @Test("every problem is named at once, with its place")
  func problems() throws {
    var arguments = try ToolArguments(
      text: #"{"items":[{"product_id":"p","quantity":0},7,{"quantity":"2"}],"payment_method":"gold","extra":1}"#)
    arguments.list("items", 1...10) { item in
      _ = item.string("product_id", 1...10, required: true)
      _ = item.int("quantity", 1...10, required: true)
    }
    _ = arguments.choice("payment_method", ["pix", "cod"])
    let error = try #require(throws: ToolError.self) { try arguments.check() }
    for part in [
      "items[0].quantity", "items[1] must be an object", "items[2].product_id is required", "payment_method",
      "extra is not an argument",
    ] { #expect(error.message.contains(part)) }
  }

  @Test("numbers may come as text, amounts are cents, and empty text means no arguments")
  func lenient() throws {
    var arguments = try ToolArguments(text: #"{"limit":"5","max_price":19.9,"min_price":null}"#)
    #expect(arguments.int("limit", 1...10) == 5)
    #expect(arguments.cents("max_price") == 1990)
    #expect(arguments.cents("min_price") == nil)
    try arguments.check()
    var empty = try ToolArguments(text: "")
    try empty.check()
  }

  @Test("reais are written as in Brazil")
  func money() {
    #expect(Price.reais(0) == "R$ 0,00")
    #expect(Price.reais(5) == "R$ 0,05")
    #expect(Price.reais(123_456_789) == "R$ 1.234.567,89")
    #expect(Price.reais(-1890) == "-R$ 18,90")
    #expect(Price.text(1890, "USD") == "USD 18.90")
  }
}
