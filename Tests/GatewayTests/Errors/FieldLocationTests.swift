import Foundation
import Runtime
import Testing

@testable import Gateway

@Suite("Where a violation is")
struct FieldLocationTests {
  /// Names that some reader of paths or JSON might take for something else.
  static let odd = [
    "x[a]", "x[0]", "[0]", "[007]", "a.b", ".", "..", "", "\"", "a\"b", "\\", "a\\", "[\"a\"]", "]", "[", "[]", "a]b",
    "query", "path", "header", "body", "0", "007", "-1", " ", "\n", "\u{0}", "\u{1F}", "\u{7F}", "\u{2028}", "é",
    "e\u{301}", "[\u{301}", "\"\u{301}", "👩‍👩‍👧", "null", "true", "__proto__", "{", "}", ",", ":", "a[0].b[\"c\"]", "$ref",
    "%00", "<b>", "'",
  ]

  /// Twenty scalars out of those that matter, the same ones each time.
  static let random: [String] = (0..<500).map { seed in
    var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let alphabet = Array("[]\".\\0 7a\n\u{1}é\u{301}{}:,")
    return String(
      (0..<(seed % 20)).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return alphabet[Int(state >> 33) % alphabet.count]
      })
  }

  private func loc(_ body: [UInt8]) throws -> [String] {
    let json = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    let detail = try #require(json?["detail"] as? [[String: Any]])
    return try #require(detail.first?["loc"] as? [Any]).map { "\($0)" }
  }

  private func render(_ field: String) -> [UInt8] {
    let error = ServiceError(.invalidArgument, "VALIDATION_FAILED", "bad", violations: [FieldViolation(field, "bad")])
    return ErrorBody.render(error, status: 422, surface: .vek1, requestID: "r", problem: false)
  }

  @Test("a name that a client chose comes back as it was, whatever it is", arguments: odd + random)
  func names(name: String) throws {
    #expect(FieldLocation.elements(FieldLocation.step(name)) == [.name(name)])
    let nested = "items[3]" + (FieldLocation.step(name).hasPrefix("[") ? "" : ".") + FieldLocation.step(name)
    #expect(FieldLocation.elements(nested) == [.name("items"), .index(3), .name(name)])
    #expect(try loc(render(nested)).map { Array($0.utf8) } == ["body", "items", "3", name].map { Array($0.utf8) })
  }

  @Test("a field that nobody has quoted makes valid JSON too", arguments: odd + random)
  func unquoted(field: String) throws {
    #expect(try loc(render(field)).isEmpty == false)
  }

  @Test("an unknown name in the body is refused under its own name", arguments: odd.filter { !$0.isEmpty })
  func unknownMembers(name: String) throws {
    let transcoder = try TranscoderFixture.request()
    let body = "{" + JSONText.quoted(name) + ":1}"
    let error = try #require(throws: TranscodingError.self) {
      try transcoder.encode(body: Array(body.utf8), variables: [])
    }
    let violation = try #require(error.violations.first)
    #expect(violation.field.type == "extra_forbidden")
    let field = FieldLocation.path(violation.field.field, in: "body")
    #expect(try loc(render(field)).map { Array($0.utf8) } == ["body", name].map { Array($0.utf8) })
  }

  @Test(
    "an unknown name in the query is listed under the query",
    arguments: [
      ("x%5Ba%5D", ["query", "x[a]"]), ("%22", ["query", "\""]), ("%01", ["query", "\u{1}"]),
      ("a.b", ["query", "a", "b"]),
      ("body", ["query", "body"]),
    ])
  func queryNames(name: String, expected: [String]) throws {
    for body in [RequestTranscoder.Body.none, .all] {
      let transcoder = try TranscoderFixture.request(body: body)
      let error = try #require(throws: TranscodingError.self) {
        try transcoder.encode(body: [], variables: [], query: "\(name)=1")
      }
      let violation = try #require(error.violations.first)
      #expect(try loc(render(FieldLocation.path(violation.field.field, in: "query"))) == expected)
    }
  }

  @Test("what a service finds wrong is placed where the route took it from")
  func services() throws {
    func placed(_ message: String, _ body: RequestTranscoder.Body, _ path: [String], _ field: String) throws -> String {
      let plan = try GatewayContract().schema.plan(for: "quartet.\(message)", style: .snake)
      let transcoder = try RequestTranscoder(input: plan, body: body, pathFields: path)
      let placed = transcoder.placed([FieldViolation(field, "bad", type: "t")])
      #expect(placed.first?.type == "t" && placed.first?.message == "bad")
      return String(decoding: FieldLocation.json(placed.first?.field ?? "").serialized(), as: UTF8.self)
    }
    #expect(try placed("order.v1.ListProductsRequest", .none, [], "limit") == #"["query","limit"]"#)
    #expect(try placed("order.v1.GetProductStatsRequest", .none, ["store_id"], "store_id") == #"["path","store_id"]"#)
    #expect(try placed("order.v1.TransitionOrderRequest", .all, ["id"], "id") == #"["path","id"]"#)
    #expect(try placed("order.v1.TransitionOrderRequest", .all, ["id"], "reason") == #"["body","reason"]"#)
    #expect(
      try placed("order.v1.CreateOrderRequest", .all, [], "items[2].quantity") == #"["body","items",2,"quantity"]"#)
    let search = "order.v1.SearchEntityRecordsRequest"
    #expect(try placed(search, .field("filter"), [], "size") == #"["query","size"]"#)
    #expect(try placed(search, .field("filter"), [], "filter.schema_id") == #"["body","schema_id"]"#)
    #expect(try placed(search, .field("filter"), [], "filter") == #"["body"]"#)
    #expect(try placed(search, .field("filter"), [], "query.status.value") == #"["body","query","status","value"]"#)
  }

  @Test("free JSON that is deeper than a protobuf reader goes is refused by its place")
  func depth() throws {
    func nested(_ depth: Int, _ open: String, _ close: String) -> String {
      "{\"extra\":" + String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth) + "}"
    }
    #expect(try TranscoderFixture.violations(nested(30, "{\"a\":", "}")).isEmpty)
    for depth in [31, 60] {
      let violations = try TranscoderFixture.violations(nested(depth, "{\"a\":", "}"))
      #expect(violations.count == 1 && violations[0].hasPrefix("extra.a.a") && violations[0].hasSuffix(": too_deep"))
    }
  }
}
