import Contracts
import Runtime
import TestSupport
import Testing

@testable import AgentService

@Suite("What models have done in a shop")
struct ShopToolTests {
  static func calling(_ tool: String, _ arguments: String) -> ScriptedProvider {
    ScriptedProvider("openai", [ScriptedProvider.call(tool, arguments), ScriptedProvider.text("ok")])
  }

  @Test("an order reaches the order service whole, and what the store does not have is named")
  func wholeOrder() async throws {
    let model = Self.calling(
      "create_order",
      """
      {"items": [{"product_id": "product-1", "quantity": 2}, {"product_id": "gone", "quantity": 1}],
       "payment_method": "cod", "notes": "sem troco",
       "customer_info": {"name": "Ana", "phone": "11 98765-4321", "email": "ana@shop.test", "address": "Rua A, 1"}}
      """)
    try await withAgentWorld(providers: [model]) { world in
      let answer = try await world.chat("quero") { $0.leadID = "lead-1" }
      let placed = world.shop.state.withLock { $0.placed.map(\.request) }
      let expected = OrderV1.CreateOrderRequest.with {
        $0.storeID = "store-1"
        $0.items = ([("product-1", 2), ("gone", 1)] as [(String, Int64)]).map { id, quantity in
          .with {
            $0.productID = id
            $0.quantity = quantity
          }
        }
        $0.paymentMethod = .cod
        $0.customerInfo.name = "Ana"
        $0.customerInfo.phone = "11 98765-4321"
        $0.customerInfo.email = "ana@shop.test"
        $0.customerInfo.address = "Rua A, 1"
        $0.notes = "sem troco"
        $0.leadID = "lead-1"
        $0.openChat = true
      }
      #expect(placed == [expected])
      let result = try JSONValue(text: try #require(answer.toolCalls.first).result)
      #expect(result["dropped_product_ids"] == ["gone"] && result["payment_method"] == "cod")
      #expect(result["total"] == "R$ 37,80" && result["pix_copy_paste"] == nil)
    }
  }

  @Test("a product's details have all that the shop wrote about it, a search its beginning")
  func details() async throws {
    let description = String(repeating: "é", count: 400)
    for (tool, arguments) in [
      ("get_product_details", #"{"product_id":"product-1"}"#), ("search_products", #"{"query":"café","limit":1}"#),
    ] {
      try await withAgentWorld(providers: [Self.calling(tool, arguments)]) { world in
        world.shop.state.withLock {
          $0.products[0].description_p = description
          $0.products[0].attributes.fields["gramas"] = .init(numberValue: 500)
        }
        let answer = try await world.chat("café?")
        let result = try JSONValue(text: try #require(answer.toolCalls.first).result)
        if tool == "get_product_details" {
          #expect(result["description"] == .string(description) && result["attributes"] == ["gramas": 500])
        } else {
          let found = result["products"]?.array?.first
          #expect(found?["description"]?.string?.count == 300 && found?["attributes"] == nil)
          #expect(found?["product_id"] == "product-1" && found?["price"] == "R$ 18,90")
        }
      }
    }
  }

  @Test("a dry run tells what the order would be without what this store does not sell")
  func dryRun() async throws {
    let model = Self.calling(
      "create_order",
      #"{"items":[{"product_id":"product-2","quantity":3},{"product_id":"product-9","quantity":1},{"product_id":"x","quantity":1}]}"#
    )
    try await withAgentWorld(providers: [model]) { world in
      world.shop.add("Pão", 100, storeID: "store-2")
      let answer = try await world.chat("quero") { $0.dryRun = true }
      let result = try JSONValue(text: try #require(answer.toolCalls.first).result)
      #expect(result["total_cents"] == 1647 && result["dropped_product_ids"] == ["product-9", "x"])
      #expect(world.shop.orders.isEmpty)
    }
  }

  @Test("an order is shipped once, from where it was")
  func ships() async throws {
    let model = ScriptedProvider(
      "openai",
      [
        ScriptedProvider.call("confirm_shipping", #"{"order_id":"order-1"}"#),
        ScriptedProvider.call("confirm_shipping", #"{"order_id":"order-1"}"#), ScriptedProvider.text("ok"),
      ])
    try await withAgentWorld(providers: [model], shop: OpenChatTests.shop()) { world in
      let answer = try await world.chat("enviado", caller: OpenChatTests.member)
      #expect(answer.toolCalls.map(\.ok) == [true, true])
      let transitions = world.shop.state.withLock { $0.transitions }
      #expect(transitions.map(\.from) == [.preparing] && transitions.map(\.to) == [.shipped])
    }
  }
}
