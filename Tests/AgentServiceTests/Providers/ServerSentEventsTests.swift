import Testing

@testable import AgentService

@Suite("Server-sent events")
struct ServerSentEventsTests {
  static func parse(_ text: String, step: Int) -> [ServerSentEvents.Event] {
    var parser = ServerSentEvents()
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: step).flatMap { parser.feed(bytes[$0..<min($0 + step, bytes.count)]) }
  }

  @Test("events come out whole however the bytes are cut", arguments: [1, 2, 3, 7, 1000])
  func cuts(_ step: Int) {
    let text =
      ": ping\n\nevent: delta\ndata: {\"a\":\"café\"}\n\ndata: one\ndata: two\r\n\r\ndata:x\r\rid: 7\ndata\n\ndata: [DONE]\n\n"
    #expect(
      Self.parse(text, step: step) == [
        .init(name: "delta", data: "{\"a\":\"café\"}"), .init(name: "message", data: "one\ntwo"),
        .init(name: "message", data: "x"), .init(name: "message", data: ""), .init(name: "message", data: "[DONE]"),
      ])
  }

  @Test("an event that is not ended is not handed on")
  func unfinished() {
    #expect(Self.parse("data: half", step: 100).isEmpty)
    #expect(Self.parse("data: half\n", step: 100).isEmpty)
  }

  @Test(
    "what the stream's end leaves open is the last event", arguments: ["data: half", "data: half\n", "data:half\r"])
  func last(_ text: String) {
    var parser = ServerSentEvents()
    #expect(parser.feed(Array(text.utf8)).isEmpty)
    #expect(parser.finish() == .init(name: "message", data: "half"))
    #expect(parser.finish() == nil)
  }

  @Test("a byte order mark is skipped and a comment is not an event")
  func mark() {
    #expect(Self.parse("\u{FEFF}data: a\n\n: data: b\n\n", step: 1) == [.init(name: "message", data: "a")])
  }
}
