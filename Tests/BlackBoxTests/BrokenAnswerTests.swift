import Foundation
import TestSupport
import Testing

@Suite("A provider that breaks off, over real HTTP")
struct BrokenAnswerTests {
  static let piece = #"data: {"choices":[{"delta":{"content":"Meia "},"finish_reason":null}]}"# + "\n\n"
  static let end = #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"

  /// Streams what the provider sends through a whole installation.
  static func ask(_ stream: String) async throws -> TestResponse {
    try await TestServer.with { _, _ in
      .init(stream, contentType: "text/event-stream")
    } _: { upstream in
      try await Installation.with(["OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": upstream]) { installation in
        let user = try await installation.register()
        return try await installation.anyone().with(["Cookie": user.cookie, "Origin": installation.url])
          .send("POST", "/api/chat", #"{"messages":[{"role":"user","content":"Fale!"}]}"#)
      }
    }
  }

  @Test("after the first piece: the connection is cut, so that no client takes the part for the whole")
  func cut() async throws {
    await #expect(throws: (any Error).self) { try await Self.ask(Self.piece) }
  }

  @Test("before the first piece: 503; not at all: 200")
  func early() async throws {
    let early = try await Self.ask(": nothing\n\n")
    #expect(early.status == 503)
    #expect(early.json["error"] is String)
    let whole = try await Self.ask(Self.piece + Self.end)
    #expect(whole.status == 200 && whole.text == "Meia ")
  }

  @Test("POST /chat asks for its type, reads the internal token, and lets only the shop confirm that it ships")
  func openChat() async throws {
    try await Installation.with { installation in
      let anyone = installation.anyone()
      let typeless = try await anyone.send("POST", "/chat", #"{"message":"oi"}"#)
      #expect(typeless.status == 422)
      let detail = (typeless.json["detail"] as? [[String: Any]])?.first
      #expect(detail?["loc"] as? [String] == ["body", "type"])
      let wrong = try await anyone.with(["X-Internal-Token": "guess"])
        .send("POST", "/chat", #"{"type":"vendas","message":"oi"}"#)
      #expect(wrong.status == 401)

      let shop = try await Shop.open(installation.url, installation.values)
      let order = try await shop.say("Quero 2 cafés torrados")
      let orderID = try #require(order.json["order_id"] as? String, "\(order.text)")
      for status in ["confirmed", "preparing"] {
        let moved = try await shop.office.send(
          "POST", "/internal/orders/\(orderID)/transition", #"{"to":"\#(status)"}"#)
        #expect(moved.status == 200, "\(moved.text)")
      }
      let words = "confirma o envio do pedido \(orderID)"
      func status() async throws -> String? {
        try await shop.office.send("GET", "/internal/orders/\(orderID)").json["status"] as? String
      }
      _ = try await shop.say(words)
      #expect(try await status() == "preparing")
      let office = try await shop.office.send(
        "POST", "/chat", #"{"type":"vendas","message":"\#(words)","store_id":"\#(shop.storeID)"}"#)
      #expect(office.status == 200, "\(office.text)")
      let shipped = try await status()
      #expect(shipped == "shipped")
    }
  }
}
