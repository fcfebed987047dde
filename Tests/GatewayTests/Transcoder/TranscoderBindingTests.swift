import Testing

@testable import Gateway

@Suite("Paths, queries and bodies come together")
struct TranscoderBindingTests {
  typealias Fixture = TranscoderFixture

  private func json(
    _ transcoder: RequestTranscoder, _ name: String = "test.Sample", body: String = "", path: [String] = [],
    query: String = ""
  ) throws -> String {
    let wire = try transcoder.encode(body: Array(body.utf8), variables: path, query: query)
    return String(decoding: try Fixture.response(name).json(wire: wire), as: UTF8.self)
  }

  @Test(
    "a query parameter of every kind finds its field",
    arguments: [
      ("text=a+b%20c%2B", #""text":"a b c+""#), ("count32=-5", #""count32":-5"#),
      ("unsigned64=18446744073709551615", #""unsigned64":18446744073709551615"#),
      ("flag=true", #""flag":true"#), ("ratio=1.5", #""ratio":1.5"#), ("color=Azul", #""color":"Azul""#),
      ("data=AQI", #""data":"AQI=""#),
      ("maybe_text=", #""maybe_text":"""#), ("child.text=x&child.child.count32=2", #""child":{"text":"x","#),
      ("texts=a&texts=b", #""texts":["a","b"]"#),
      ("numbers=1&numbers=2", #""numbers":[1,2]"#), ("colors=Azul&colors=dark_red", #""colors":["Azul","dark_red"]"#),
      ("child.numbers=1&child.numbers=2", #""numbers":[1,2]"#),
      ("at=2026-01-01T00:00:00Z", #""at":"2026-01-01T00:00:00Z""#), ("wait=2s", #""wait":"2s""#),
      ("wrapped=w", #""wrapped":"w""#), ("mask=a,b", #""mask":"a,b""#),
      ("weirdName=q", #""weirdName":"q""#), ("&&text=a&", #""text":"a""#),
    ])
  func query(query: String, expected: String) throws {
    let text = try json(Fixture.request(body: .none), query: query)
    #expect(text.contains(expected), "\(text)")
  }

  @Test(
    "a query that doesn't fit is named",
    arguments: [
      ("nope=1", ["query nope: extra_forbidden"]), ("count32=x", ["query count32: int_parsing"]),
      ("count32=", ["query count32: int_parsing"]),
      ("flag=yes", ["query flag: bool_parsing"]), ("flag", ["query flag: bool_parsing"]),
      ("color=red", ["query color: enum"]), ("at=now", ["query at: datetime_parsing"]),
      ("text=a&text=b", ["query text: value_error"]), ("child=x", ["query child: extra_forbidden"]),
      ("labels=x", ["query labels: extra_forbidden"]),
      ("child.nope=1", ["query child.nope: extra_forbidden"]), ("text.x=1", ["query text.x: extra_forbidden"]),
      ("children.text=a", ["query children.text: extra_forbidden"]),
      ("card=a&cash=1", ["query cash: value_error"]), ("ratio=NaN", ["query ratio: float_parsing"]),
      ("ratio=1e999", ["query ratio: float_parsing"]), ("=x", [#"query [""]: extra_forbidden"#]),
      (".=x", [#"query [""].[""]: extra_forbidden"#]),
      ("nope=1&count32=x", ["query nope: extra_forbidden", "query count32: int_parsing"]),
      ("%zz=1", ["query : query_invalid"]),
      ("a=%ff", ["query : query_invalid"]),
    ])
  func badQuery(query: String, violations: [String]) throws {
    #expect(try Fixture.violations { _ = try json(Fixture.request(body: .none), query: query) } == violations)
  }

  @Test("path variables set fields, nested ones too")
  func path() throws {
    let transcoder = try Fixture.request(path: ["text", "child.count32"])
    let text = try json(transcoder, body: #"{"flag":true,"child":{"text":"c"}}"#, path: ["p", "7"])
    #expect(text.hasPrefix(#"{"text":"p","#))
    #expect(text.contains(#""child":{"text":"c","count32":7,"#))
    #expect(
      try Fixture.violations { _ = try json(transcoder, path: ["p", "x"]) } == ["path child.count32: int_parsing"])
  }

  @Test("a field set by the path must not be in the body or the query")
  func twice() throws {
    let transcoder = try Fixture.request(path: ["text", "child.count32"])
    #expect(
      try Fixture.violations {
        _ = try json(transcoder, body: #"{"text":"b","child":{"count32":1}}"#, path: ["p", "7"])
      }
        == ["text: value_error", "child.count32: value_error"])
    #expect(try json(transcoder, body: #"{"text":null}"#, path: ["p", "7"]).hasPrefix(#"{"text":"p""#))
    let get = try Fixture.request(body: .none, path: ["text"])
    #expect(try Fixture.violations { _ = try json(get, path: ["p"], query: "text=q") } == ["query text: value_error"])
    #expect(
      try Fixture.violations { _ = try json(transcoder, body: "{}", path: ["p", "7"], query: "flag=true") } == [
        "query flag: extra_forbidden"
      ])
  }

  @Test("a body can be one field, and the query the others")
  func bodyField() throws {
    let child = try Fixture.request(body: .field("child"), path: ["text"])
    let text = try json(child, body: #"{"count32":2}"#, path: ["p"], query: "flag=true")
    #expect(
      text.hasPrefix(#"{"text":"p","#) && text.contains(#""flag":true"#)
        && text.contains(#""child":{"text":"","count32":2"#))
    #expect(
      try Fixture.violations { _ = try json(child, body: #"{"x":1}"#, path: ["p"], query: "child.text=a") } == [
        "x: extra_forbidden", "query child.text: extra_forbidden",
      ])
    #expect(try json(Fixture.request(body: .field("numbers")), body: "[1,2]").contains(#""numbers":[1,2]"#))
    #expect(
      try Fixture.violations { _ = try json(Fixture.request(body: .field("numbers")), body: "[1,2] 3") } == [
        ": json_invalid"
      ])
    #expect(
      try Fixture.violations { _ = try json(Fixture.request("test.Order", body: .field("items")), query: "id=1") } == [
        "items: missing"
      ])
  }

  @Test("required fields may come from the path or the query; reached messages are checked")
  func required() throws {
    let order = try Fixture.request("test.Order", path: ["id"])
    #expect(try json(order, "test.Order", body: #"{"items":[]}"#, path: ["7"]).hasPrefix(#"{"id":"7","items":[]"#))
    let nested = try Fixture.request("test.Order", path: ["main.product_id"])
    #expect(
      try Fixture.violations { _ = try json(nested, body: #"{"id":"1","items":[]}"#, path: ["p"]) } == [
        "main.quantity: missing"
      ])
    #expect(
      try json(nested, "test.Order", body: #"{"id":"1","items":[],"main":{"quantity":2}}"#, path: ["p"]).contains(
        #""main":{"product_id":"p","quantity":2}"#))
    let get = try Fixture.request("test.Order", body: .none)
    #expect(
      try Fixture.violations { _ = try json(get, query: "id=1&main.quantity=2") } == [
        "query main.product_id: missing", "query items: missing",
      ])
  }

  @Test("a contract that doesn't fit together is refused at the start")
  func startUp() throws {
    #expect(throws: SchemaError.self) { try Fixture.request(path: ["nope"]) }
    #expect(throws: SchemaError.self) { try Fixture.request(path: ["child"]) }
    #expect(throws: SchemaError.self) { try Fixture.request(path: ["texts"]) }
    #expect(throws: SchemaError.self) { try Fixture.request(path: ["children.text"]) }
    #expect(throws: SchemaError.self) { try Fixture.request(path: ["child.nope"]) }
    #expect(throws: SchemaError.self) { try Fixture.request(body: .field("nope")) }
    #expect(throws: SchemaError.self) { try Fixture.request(body: .field("child.text")) }
    #expect(throws: SchemaError.self) { try Fixture.request(body: .field("text"), path: ["text"]) }
    #expect(throws: SchemaError.self) { try Fixture.plan("test.AnyHolder") }
    #expect(throws: SchemaError.self) { try Fixture.plan("test.Nothing") }
  }

  @Test("a raw body is kept to the byte, as the message or as a field")
  func raw() throws {
    let bytes: [UInt8] = [0, 0xFF, 0x7B]
    let whole = try Fixture.request("google.api.HttpBody")
    #expect(whole.rawBody)
    let wire = try whole.encode(body: bytes, contentType: "text/csv", variables: [])
    #expect(
      try Fixture.response("google.api.HttpBody").raw(wire: wire) == RawBody(contentType: "text/csv", data: bytes))
    let field = try Fixture.request("test.Upload", body: .field("raw"), path: ["store_id"])
    #expect(field.rawBody)
    let upload = try field.encode(body: bytes, contentType: "a/b", variables: ["s"], query: "tags=1")
    #expect(
      try Fixture.response("test.Upload", body: "raw").raw(wire: upload) == RawBody(contentType: "a/b", data: bytes))
  }
}
