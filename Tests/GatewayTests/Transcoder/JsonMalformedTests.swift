import Testing

@testable import Gateway

/// A table in the spirit of JSONTestSuite: what RFC 8259 accepts (y), and what it refuses (n), read as a
/// `google.protobuf.Value`, which takes any JSON.
@Suite("JSON by the letter of RFC 8259")
struct JsonMalformedTests {
  private func read(_ bytes: [UInt8]) throws -> String {
    let wire = try TranscoderFixture.request("google.protobuf.Value").encode(body: bytes, variables: [])
    return String(decoding: try TranscoderFixture.response("google.protobuf.Value").json(wire: wire), as: UTF8.self)
  }

  @Test(
    "well-formed texts are read",
    arguments: [
      ("[]", "[]"), ("[ ]", "[]"), ("\t[\n1\r, 2 ] ", "[1,2]"), ("[\"\"]", "[\"\"]"), ("[[]   ]", "[[]]"), ("{}", "{}"),
      ("{ }", "{}"),
      ("{\"\":0}", "{\"\":0}"), ("{\"a\":{}}", "{\"a\":{}}"),
      ("{\"a\":\"b\",\"A\":\"c\"}", "{\"a\":\"b\",\"A\":\"c\"}"), ("null", "null"),
      ("true", "true"), ("false", "false"), ("\"x\"", "\"x\""), ("0", "0"), ("-0", "-0.0"), ("-1", "-1"), ("42", "42"),
      (" 4", "4"),
      ("123e65", "1.23e+67"), ("0e1", "0"), ("0e+1", "0"), ("20e1", "200"), ("123.456", "123.456"),
      ("123.456e78", "1.23456e+80"),
      ("1E22", "1e+22"), ("1E-2", "0.01"), ("1E+2", "100"), ("-123", "-123"), ("1e-400", "0"), ("0.1e1", "1"),
      ("-0.000000000000000000000000000000000000000000000000000000000000000000000000000001", "-1e-78"),
      ("[1,null,3]", "[1,null,3]"), ("[null,1,\"1\",{}]", "[null,1,\"1\",{}]"),
      ("\"\\u0060\\u012a\\u12AB\"", "\"`Īካ\""),
      ("\"\\ud801\\udc37\"", "\"𐐷\""), ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""),
      ("\"\\\\u0000\"", "\"\\\\u0000\""),
      ("\"\\u0000\"", "\"\\u0000\""), ("\"a/*b*/c//d\"", "\"a/*b*/c//d\""), ("\"\\uFFFF\"", "\"\u{FFFF}\""),
      ("\"\u{7f}\"", "\"\u{7f}\""),
      ("\"\u{2028}\u{2029}\"", "\"\u{2028}\u{2029}\""), ("\"⍂㈴⍂\"", "\"⍂㈴⍂\""), ("\"\\u002c\"", "\",\""),
      ("\"new\\u000Aline\"", "\"new\\nline\""),
      ("\"\u{10FFFF}\"", "\"\u{10FFFF}\""), ("9007199254740992", "9007199254740992.0"), ("[1.0,2.50]", "[1,2.5]"),
      ("9007199254740994", "9.007199254740994e+15"), ("100000000000000000000", "1e+20"),
    ])
  func accepted(json: String, expected: String) throws {
    #expect(try read(Array(json.utf8)) == expected)
  }

  @Test(
    "malformed texts are refused",
    arguments: [
      "[1 true]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]", "[\"\",]", "[\"x\"", "[x",
      "[3[4]]", "[1:2]", "[,]", "[-]",
      "[   , \"\"]", "[\"a\",\n4\n,1,", "[1,]", "[1,\n1\n,1", "[", "[*]", "[\"", "[1", "]", "[\"a\"", "[{}", "[fals]",
      "[nul]", "[tru]", "[True]",
      "[NULL]", "[+1]", "[+Inf]", "[-01]", "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]", "[.2e-3]", "[0.1.2]", "[0.3e]",
      "[0.3e+]", "[0.e1]", "[0E]",
      "[0E+]", "[0e]", "[0e+]", "[1.0e]", "[1.0e+]", "[1.0e-]", "[1 000.0]", "[1eE2]", "[2.e+3]", "[2.e-3]", "[2.e3]",
      "[9.e+]", "[Inf]", "[NaN]",
      "[Infinity]", "[-Infinity]", "[1+2]", "[0x1]", "[0x42]", "[- 1]", "[-foo]", "[012]", "[-012]", "[.123]", "[1ea]",
      "[1.]", "[1.8011670033376514H-308]",
      "[1.2a-3]", "[123\u{0}]", "[1,2", "{\"x\", null}", "{\"x\"::\"b\"}", "{\"a\":\"a\" 123}", "{key: 'value'}",
      "{\"a\" b}", "{:\"b\"}", "{\"a\" \"b\"}",
      "{\"a\":", "{\"a\"", "{1:1}", "{9999E9999:1}", "{null:null,null:null}", "{\"id\":0,,,,,}", "{'a':0}",
      "{\"id\":0,}", "{\"a\":\"b\"}/**/", "{\"a\":\"b\"}#",
      "{\"a\":\"b\"}//", "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}", "{\"a\":\"a", "{ \"foo\" : \"bar\", \"a\" }",
      "{\"a\":\"b\"}#{}", "{\"a\":1,\"a\":2}",
      "{\"a\":1,\"\\u0061\":2}", "{\"a\":{\"b\":1,\"b\":1}}", " ", "[\"\\uD800\"]", "[\"\\uD800\\\"]",
      "[\"\\uD800\\u\"]", "[\"\\uD800\\u1\"]", "[\"\\uD800\\u1x\"]",
      "[\"\\uD800\\uD800\"]", "[\"\\uDC00\"]", "[\"\\uDd1ea\"]", "[\"\\ud800abc\"]", "[\"\\uD834\\udd\"]", "[\u{e9}]",
      "[\"\\x00\"]", "[\"\\\\\\\"]", "[\"\\\t\"]",
      "[\"\\🌀\"]", "[\"\\\"]", "[\"\\u00A\"]", "[\"\\a\"]", "[\"\\uqqqq\"]", "[\"\\u\"]", "[\\u0020\"asd\"]", "[\\n]",
      "\"", "['single quote']", "abc", "[\"\\",
      "[\"a\u{0}a\"]", "[\"new\nline\"]", "[\"\t\"]", "\"\"x", "<.>", "[<null>]", "[1]x", "[1]]", "[][]", "{\"\":",
      "{{}}", "{}}", "2@", "{}1", "{\"a\":/*c*/\"b\"}",
      "{\"a\": true} \"x\"", "[\"asd]", "aå", "[true,", "{\"asd\":\"asd\"", "\u{feff}{}", "\u{2060}[]", "[\u{c}]",
      "nulll", "tru", "n", "-", "1e", "truefalse", "0 0", "00",
      "\u{a0}1", "[\u{b}1]", "{\"a\"}", "{,}", "[1e1.5]", "[--1]", "[1-]", "{\"a\":1 \"b\":2}", "[\"a\" \"b\"]",
      "[(1)]", "[1;2]", "undefined", "[/]", "[\"\\0\"]",
    ])
  func refused(json: String) throws {
    try expectSyntaxError(Array(json.utf8))
  }

  @Test(
    "text that is not UTF-8 is refused",
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xE0, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF0, 0x80, 0x80, 0x80, 0x22],
      [0x22, 0xF4, 0xBF, 0xBF, 0xBF, 0x22], [0x22, 0x81, 0x22], [0x22, 0xE6, 0x97, 0x22],
      [0x22, 0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF, 0x22], [0x22, 0xC3],
      [0x5B, 0xFF, 0x5D], [0xFF, 0xFE, 0x5B, 0x00, 0x5D, 0x00], [0x22, 0xF8, 0x22], [0x22, 0xC3, 0x28, 0x22],
      [0x7B, 0x22, 0xB9, 0x22, 0x3A, 0x31, 0x7D], [0x00],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) throws {
    try expectSyntaxError(bytes)
  }

  @Test("a syntax error names its byte")
  func offset() throws {
    let error = try #require(throws: TranscodingError.self) {
      try TranscoderFixture.request().encode(body: Array(#"{"child":{"text":tru}}"#.utf8), variables: [])
    }
    #expect(error.kind == .syntax)
    #expect(error.violations.map(\.field.type) == ["json_invalid"])
    #expect(error.message.contains("at byte"))
  }

  private func expectSyntaxError(_ bytes: [UInt8]) throws {
    let error = #expect(throws: TranscodingError.self) { try read(bytes) }
    #expect(error?.kind == .syntax)
  }
}
