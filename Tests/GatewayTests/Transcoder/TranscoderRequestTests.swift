import Testing

@testable import Gateway

@Suite("JSON bodies become messages")
struct TranscoderRequestTests {
  typealias Fixture = TranscoderFixture

  @Test(
    "a value that fits its field survives both directions",
    arguments: [
      #""text":"héllo \"w\" \\ \/ \n 😀""#, #""count32":-2147483648"#, #""count64":9223372036854775807"#,
      #""count64":-9223372036854775808"#, #""unsigned32":4294967295"#, #""unsigned64":18446744073709551615"#,
      #""zigzag32":-2147483648"#, #""zigzag64":-9223372036854775808"#, #""fixed32":4294967295"#,
      #""fixed64":18446744073709551615"#, #""sfixed32":-2147483648"#, #""sfixed64":-1"#, #""flag":true"#,
      #""ratio":0.1"#, #""ratio":5e-324"#, #""ratio":1.7976931348623157e+308"#, #""half":0.1"#, #""data":"AQID/w==""#,
      #""color":"dark_red""#, #""color":"Azul""#, #""maybe_text":"""#, #""maybe_count":0"#, #""texts":["a","","b"]"#,
      #""numbers":[1,0,-1]"#, #""labels":{"a":"1","":"2"}"#, #""by_flag":{"true":1.5,"false":0}"#, #""card":"""#,
      #""cash":0"#,
      #""at":"2026-01-31T12:00:00.250Z""#, #""at":"0001-01-01T00:00:00Z""#, #""at":"9999-12-31T23:59:59.999999999Z""#,
      #""wait":"3.500s""#, #""wait":"-0.000001s""#, #""extra":{"a":[1,2.5,null,true,{"b":"c"}],"d":{}}"#,
      #""anything":[1]"#,
      #""anything":"x""#, #""things":[1,"a",null,[]]"#, #""wrapped":"""#, #""mask":"a,b.c_d""#,
      #""colors":["dark_red","Azul"]"#, #""weirdName":"x""#,
    ])
  func fits(member: String) throws {
    let expected = member.replacing("\\/", with: "/")
    let json = try Fixture.roundTrip("{\(member)}")
    #expect(json.contains(expected), "\(json)")
  }

  @Test(
    "numbers may be written in more ways than one",
    arguments: [
      (#""count32":1.0"#, #""count32":1"#), (#""count32":1e2"#, #""count32":100"#),
      (#""count64":"123""#, #""count64":123"#),
      (#""count64":12300e-2"#, #""count64":123"#),
      (#""unsigned64":184467440737095516150e-1"#, #""unsigned64":18446744073709551615"#),
      (#""count32":-0"#, #""count32":0"#), (#""ratio":1E3"#, #""ratio":1000"#), (#""ratio":-0.0"#, #""ratio":-0.0"#),
      (#""count64":0.00e400"#, #""count64":0"#), (#""data":"-_8""#, #""data":"+/8=""#),
      (#""color":"PAINT_COLOR_BLUE""#, #""color":"Azul""#),
      (#""at":"2026-01-31T12:00:00+02:00""#, #""at":"2026-01-31T10:00:00Z""#),
      (#""at":"1969-12-31t23:59:59.5z""#, #""at":"1969-12-31T23:59:59.500Z""#),
      (#""anything":null"#, #""anything":null"#),
      (#""text":"\ud83d\ude00""#, #""text":"😀""#), ("\"te\\u0078t\":\"a\"", #""text":"a""#),
    ])
  func spelled(member: String, expected: String) throws {
    let json = try Fixture.roundTrip("{\(member)}")
    #expect(json.contains(expected), "\(json)")
  }

  @Test(
    "a value that doesn't fit is named with its path",
    arguments: [
      (#"{"text":1}"#, ["text: string_type"]), (#"{"count32":"1"}"#, ["count32: int_type"]),
      (#"{"count32":2147483648}"#, ["count32: int_out_of_range"]), (#"{"count32":1.5}"#, ["count32: int_from_float"]),
      (#"{"count64":9223372036854775808}"#, ["count64: int_out_of_range"]),
      (#"{"unsigned64":-1}"#, ["unsigned64: int_out_of_range"]),
      (#"{"unsigned64":1e400}"#, ["unsigned64: int_out_of_range"]), (#"{"count64":"1.0"}"#, ["count64: int_parsing"]),
      (#"{"count64":1e-999999999999}"#, ["count64: int_from_float"]), (#"{"flag":1}"#, ["flag: bool_type"]),
      (#"{"flag":"true"}"#, ["flag: bool_type"]), (#"{"ratio":"NaN"}"#, ["ratio: float_type"]),
      (#"{"ratio":1e400}"#, ["ratio: finite_number"]),
      (#"{"half":1e39}"#, ["half: finite_number"]), (#"{"data":"a"}"#, ["data: bytes_invalid_encoding"]),
      (#"{"data":"a=bc"}"#, ["data: bytes_invalid_encoding"]), (#"{"color":"green"}"#, ["color: enum"]),
      (#"{"color":1}"#, ["color: enum"]),
      (#"{"child":[]}"#, ["child: dict_type"]), (#"{"texts":"a"}"#, ["texts: list_type"]),
      (#"{"texts":["a",null,1]}"#, ["texts[1]: string_type", "texts[2]: string_type"]),
      (#"{"numbers":[1,"x"]}"#, ["numbers[1]: int_type"]), (#"{"labels":[]}"#, ["labels: dict_type"]),
      (#"{"labels":{"a":1}}"#, ["labels.a: string_type"]),
      (#"{"by_id":{"x":{}}}"#, ["by_id.x: int_type"]), (#"{"by_id":{"01":{}}}"#, ["by_id.01: int_type"]),
      (#"{"by_flag":{"yes":1}}"#, ["by_flag.yes: bool_type"]),
      (#"{"card":"a","cash":1}"#, ["cash: value_error"]), (#"{"at":"2026-02-29T00:00:00Z"}"#, ["at: datetime_parsing"]),
      (#"{"at":"2026-01-01"}"#, ["at: datetime_parsing"]), (#"{"at":5}"#, ["at: datetime_type"]),
      (#"{"wait":"3"}"#, ["wait: time_delta_parsing"]),
      (#"{"extra":[]}"#, ["extra: dict_type"]), (#"{"extra":{"n":9007199254740993}}"#, ["extra.n: int_out_of_range"]),
      (#"{"things":{}}"#, ["things: list_type"]),
      (#"{"mask":"a b"}"#, ["mask: string_parsing"]), (#"{"nope":1}"#, ["nope: extra_forbidden"]),
      (#"{"renamed_field":"x"}"#, ["renamed_field: extra_forbidden"]),
      (#"{"children":[{},{"child":{"nope":[{"a":1}]}}]}"#, ["children[1].child.nope: extra_forbidden"]),
      ("[]", [": dict_type"]), ("null", [": dict_type"]),
      (
        #"{"text":1,"flag":2,"nope":3,"numbers":[4.5]}"#,
        ["text: string_type", "flag: bool_type", "nope: extra_forbidden", "numbers[0]: int_from_float"]
      ),
    ])
  func mismatch(json: String, violations: [String]) throws {
    #expect(try Fixture.violations(json) == violations)
  }

  @Test("null leaves any field but a Value unset")
  func null() throws {
    let empty = try Fixture.roundTrip("{}")
    for name in [
      "text", "count32", "maybe_text", "child", "texts", "labels", "card", "at", "extra", "wrapped", "mask", "color",
    ] {
      #expect(try Fixture.roundTrip("{\"\(name)\":null}") == empty)
    }
    let wire = try Fixture.request().encode(body: Array(#"{"anything":null}"#.utf8), variables: [])
    #expect(wire == [0x82, 0x02, 0x02, 0x08, 0x00])
  }

  @Test("default values of fields without presence stay off the wire")
  func defaults() throws {
    let json = #"{"text":"","count32":0,"flag":false,"ratio":0,"data":"","texts":[],"labels":{}}"#
    #expect(try Fixture.request().encode(body: Array(json.utf8), variables: []) == [])
  }

  @Test("a closed set takes its members and nothing else, from a body and from a query")
  func closedSets() throws {
    #expect(
      try Fixture.roundTrip(#"{"direction":"desc","scopes":["files","us\u0065rs"],"color":"dark_red"}"#, "test.Closed")
        == #"{"direction":"desc","scopes":["files","users"],"color":"dark_red"}"#)
    #expect(
      try Fixture.roundTrip(#"{"direction":null}"#, "test.Closed") == #"{"direction":null,"scopes":[],"color":null}"#)
    let body = #"{"direction":"down","scopes":["users","all",""],"color":"unspecified"}"#
    #expect(
      try Fixture.violations(body, "test.Closed")
        == ["direction: enum", "scopes[1]: enum", "scopes[2]: enum", "color: enum"])
    let get = try Fixture.request("test.Closed", body: .none)
    #expect(try Fixture.violations { _ = try get.encode(body: [], variables: [], query: "direction=asc") }.isEmpty)
    #expect(
      try Fixture.violations {
        _ = try get.encode(body: [], variables: [], query: "direction=up&scopes=users&scopes=x")
      }
        == ["query direction: enum", "query scopes: enum"])
  }

  @Test("required fields, several rules and every violation at once")
  func rules() throws {
    #expect(try Fixture.violations("{}", "test.Order") == ["id: missing", "items: missing"])
    #expect(try Fixture.violations("", "test.Order") == ["id: missing", "items: missing"])
    #expect(
      try Fixture.violations(
        #"{"id":null,"items":[{"product_id":"a","quantity":1},{"quantity":"x"}],"cost_usd":1.2345678}"#, "test.Order")
        == [
          "id: missing", "items[1].quantity: int_parsing", "items[1].product_id: missing",
          "cost_usd: decimal_max_places",
        ])
    #expect(
      try Fixture.roundTrip(#"{"id":"7","items":[],"cost_usd":-1.5,"matrix":[[1,2.5],[],[3]]}"#, "test.Order")
        == #"{"id":"7","items":[],"cost_usd":-1.5,"matrix":[[1,2.5],[],[3]],"main":null}"#)
    #expect(
      try Fixture.roundTrip(#"{"id":"7","items":[],"cost_usd":9223372036854.775807}"#, "test.Order").contains(
        "9223372036854.775807"))
  }

  @Test("camelCase surfaces use camelCase, and an explicit json_name wins")
  func camel() throws {
    let json = try Fixture.roundTrip(#"{"maybeText":"a","weirdName":"b","mask":"aB,c.dE"}"#, style: .camel)
    #expect(json.contains(#""maybeText":"a","maybeCount":null"#))
    #expect(json.contains(#""weirdName":"b""#))
    #expect(json.contains(#""mask":"aB,c.dE""#))
  }

  @Test("violations stop at a limit, so that an answer isn't longer than its question")
  func limit() throws {
    let body = "{" + (0..<1000).map { "\"x\($0)\":1" }.joined(separator: ",") + "}"
    #expect(try Fixture.violations(body).count == TranscodingError.maximumViolations)
  }

  @Test("nesting is read to the limit and refused beyond it")
  func nesting() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: #"{"child":"#, count: depth - 1) + "{}" + String(repeating: "}", count: depth - 1)
    }
    #expect(try Fixture.violations(nested(64)).isEmpty)
    #expect(try Fixture.violations(nested(65)).count == 1)
    let list = String(repeating: "[", count: 100_000)
    #expect(throws: TranscodingError.self) {
      try Fixture.request().encode(body: Array(#"{"nope":\#(list)"#.utf8), variables: [])
    }
  }

  @Test("a map of a hundred thousand keys is read, and a late duplicate found")
  func bigMap() throws {
    let members = (0..<100_000).map { "\"k\($0)\":\"\"" }.joined(separator: ",")
    #expect(try Fixture.violations("{\"labels\":{\(members)}}").isEmpty)
    #expect(try Fixture.violations("{\"labels\":{\(members),\"k5\":\"\"}}") == ["labels.k5: json_invalid"])
  }

  @Test(
    "keys that are canonically equal are duplicates",
    arguments: [
      "\"caf\u{e9}\":\"1\",\"cafe\u{301}\":\"2\"", "\"cafe\u{301}\":\"1\",\"b\":\"\",\"caf\u{e9}\":\"2\"",
      "\"K\":\"1\",\"\u{212a}\":\"2\"", "\"caf\\u00e9\":\"1\",\"cafe\u{301}\":\"2\"",
    ])
  func canonicalKeys(members: String) throws {
    for field in ["labels", "extra"] {
      let found = try Fixture.violations("{\"\(field)\":{\(members)}}")
      #expect(found.count == 1 && found[0].hasSuffix(": json_invalid"), "\(found)")
      let filled = (0..<20).map { "\"k\($0)\":\"\"" }.joined(separator: ",")
      let late = try Fixture.violations("{\"\(field)\":{\(filled),\(members)}}")
      #expect(late.count == 1 && late[0].hasSuffix(": json_invalid"), "\(late)")
    }
    #expect(try Fixture.violations("{\"extra\":{\"caf\u{e9}\":1,\"cafe\":2}}").isEmpty)
  }
}
