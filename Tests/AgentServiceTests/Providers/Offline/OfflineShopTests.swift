import Runtime
import Testing

@testable import AgentService

@Suite("The offline model as a shop assistant")
struct OfflineShopTests {
  static func request(_ messages: [ModelMessage], tools: [String]? = nil) -> ModelRequest {
    let names = tools ?? Array(Toolbox.standard.names)
    return ModelRequest(
      model: "quartet-offline", messages: messages,
      tools: Toolbox.standard.definitions.filter { names.contains($0.name) }, maxTokens: 500)
  }

  static func product(_ id: String, _ name: String, _ cents: Int64, stock: Int64 = 10, score: Double = 0.5) -> JSONValue
  {
    [
      "product_id": .string(id), "name": .string(name), "price": .string(Price.reais(cents)),
      "price_cents": .int(cents),
      "stock": .int(stock), "score": .double(score),
    ]
  }

  /// A request in which the search that the model asked for has found these products.
  static func found(_ said: String, before: [ModelMessage] = [], _ products: [JSONValue]) -> ModelRequest {
    let start = before + [.user(said)]
    let calls = OfflineProvider().reply(request(start)).calls
    let results = calls.map { call in
      let content: JSONValue = ["products": .array(products), "count": .int(Int64(products.count))]
      return ModelMessage.tool(callID: call.id, name: call.name, content: content.text)
    }
    return request(start + [.assistant("", calls: calls)] + results)
  }

  @Test("an order begins with a search for every line, and the same words give the same calls")
  func searchesFirst() throws {
    let request = Self.request([.user("quero 2 cafés e 1 leite")])
    let reply = OfflineProvider().reply(request)
    #expect(reply.calls.map(\.name) == ["search_products", "search_products"])
    #expect(try reply.calls.map { try JSONValue(text: $0.arguments)["query"]?.string } == ["cafés", "leite"])
    #expect(OfflineProvider().reply(request) == reply)
    #expect(reply.usage.promptTokens > 0 && reply.usage.completionTokens > 0)
  }

  @Test("a clear match is ordered, the one whose name leads with the word first")
  func ordersBestMatch() throws {
    let request = Self.found(
      "quero 3 leites",
      [Self.product("p1", "Doce de Leite", 2000, score: 0.9), Self.product("p2", "Leite Integral", 500)])
    let call = try #require(OfflineProvider().reply(request).calls.first)
    #expect(call.name == "create_order")
    let arguments = try JSONValue(text: call.arguments)
    #expect(arguments["items"] == [["product_id": "p2", "quantity": 3]])
    #expect(arguments["payment_method"] == "pix")
  }

  @Test("of several that fit fully, the one stocked most is taken")
  func usualOne() throws {
    let products = [
      Self.product("p1", "Leite de Coco", 499, stock: 44, score: 0.9),
      Self.product("p2", "Leite Integral", 579, stock: 240),
    ]
    let call = try #require(OfflineProvider().reply(Self.found("quero 1 leite", products)).calls.first)
    #expect(try JSONValue(text: call.arguments)["items"] == [["product_id": "p2", "quantity": 1]])
  }

  @Test("too little stock is told plainly and nothing is ordered")
  func stock() {
    let reply = OfflineProvider().reply(
      Self.found("quero 3 vinhos", [Self.product("p1", "Vinho Tinto", 4590, stock: 1)]))
    #expect(reply.calls.isEmpty)
    #expect(reply.text.contains("Só temos 1 de Vinho Tinto em estoque"))
    let none = OfflineProvider().reply(Self.found("quero 1 vinho", [Self.product("p1", "Vinho Tinto", 4590, stock: 0)]))
    #expect(none.text.contains("sem estoque"))
  }

  @Test("what matches only in part is offered, and the answer to the offer is ordered with the earlier quantity")
  func alternatives() throws {
    let products = [Self.product("p1", "Café Pilão 500g", 1890), Self.product("p2", "Café Melitta 500g", 1790)]
    let offer = OfflineProvider().reply(Self.found("quero 2 cafés gourmet orgânicos", products))
    #expect(offer.calls.isEmpty)
    #expect(offer.text.contains("1) Café Pilão 500g — R$ 18,90 (10 em estoque)"))
    let before: [ModelMessage] = [.user("quero 2 cafés gourmet orgânicos"), .assistant(offer.text)]
    let chosen = OfflineProvider().reply(Self.found("o segundo", before: before, products))
    let call = try #require(chosen.calls.first)
    #expect(try JSONValue(text: call.arguments)["items"] == [["product_id": "p2", "quantity": 2]])
  }

  @Test("choosing one of the offered products keeps the other lines of the order")
  func choosingKeepsLines() throws {
    let offer =
      "Não sei bem qual produto é “leite gostoso”. Tenho:\n1) Leite Integral — R$ 5,00 (10 em estoque)\nQual deles?"
    let before: [ModelMessage] = [.user("quero 2 cafés e 3 leite gostoso, pagar na entrega"), .assistant(offer)]
    let products = [Self.product("p1", "Café Pilão", 1890), Self.product("p2", "Leite Integral", 500)]
    let call = try #require(OfflineProvider().reply(Self.found("sim", before: before, products)).calls.first)
    let arguments = try JSONValue(text: call.arguments)
    #expect(arguments["items"] == [["product_id": "p1", "quantity": 2], ["product_id": "p2", "quantity": 3]])
    #expect(arguments["payment_method"] == "cod")
  }

  @Test("two products joined by a bare “e” are two lines when the shop has no product of that name")
  func splitting() throws {
    let products = [Self.product("p1", "Café Pilão", 1890), Self.product("p2", "Leite Integral", 500)]
    let reply = OfflineProvider().reply(Self.found("quero café e leite", products))
    #expect(try reply.calls.map { try JSONValue(text: $0.arguments)["query"]?.string } == ["café", "leite"])
    let whole = OfflineProvider().reply(Self.found("quero café e leite", [Self.product("p3", "Café com Leite", 900)]))
    #expect(whole.calls.map(\.name) == ["create_order"])
  }

  @Test("a price question lists what fits, and the cheapest first when asked")
  func prices() throws {
    let products = [Self.product("p1", "Café Pilão", 1890), Self.product("p2", "Café Caboclo", 1490)]
    let listed = OfflineProvider().reply(Self.found("quanto custa o café?", products)).text
    #expect(listed.contains("1) Café Pilão — R$ 18,90"))
    let cheapest = OfflineProvider().reply(Self.found("qual o café mais barato?", products)).text
    #expect(cheapest.contains("1) Café Caboclo — R$ 14,90"))
    let filter = try #require(OfflineProvider().reply(Self.request([.user("o que tem até R$ 20?")])).calls.first)
    #expect(filter.name == "filter_products_by_price")
    #expect(try JSONValue(text: filter.arguments)["max_price"]?.double == 20)
  }

  @Test("the made order is told with its number, lines, total and PIX code")
  func report() {
    let result: JSONValue = [
      "order_id": "o1", "items": [["name": "Café", "quantity": 2, "total": "R$ 37,80"]], "total": "R$ 37,80",
      "payment_method": "pix", "pix_copy_paste": "000201PIX",
    ]
    let messages: [ModelMessage] = [
      .user("quero 2 cafés"), .assistant("", calls: [ModelToolCall(id: "c", name: "create_order", arguments: "{}")]),
      .tool(callID: "c", name: "create_order", content: result.text),
    ]
    let text = OfflineProvider().reply(Self.request(messages)).text
    for part in ["o1", "2 × Café", "R$ 37,80", "000201PIX"] { #expect(text.contains(part)) }
  }

  @Test("what it does not understand, it says, in the buyer's language, with what it can do")
  func honesty() {
    let model = OfflineProvider()
    let portuguese = model.reply(Self.request([.user("qual o sentido da vida e de todas as coisas?")])).text
    #expect(portuguese.contains("não entendi") && portuguese.contains("quero 2 cafés"))
    #expect(
      model.reply(Self.request([.user("what is the meaning of this whole life")])).text.contains("did not understand"))
    #expect(
      model.reply(Self.request([.user("Mi az élet értelme és hogy van ez az egész?")])).text.contains("nem értettem"))
  }

  @Test("an agent without the order tool does not take orders")
  func withoutTool() throws {
    let messages = Self.found("quero 2 cafés", [Self.product("p1", "Café Pilão", 1890)]).messages
    let reply = OfflineProvider().reply(Self.request(messages, tools: ["search_products"]))
    #expect(reply.calls.isEmpty && reply.text.contains("não faço pedidos"))
  }
}
