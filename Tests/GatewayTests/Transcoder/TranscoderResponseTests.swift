import Contracts
import SwiftProtobuf
import Testing

@testable import Gateway

@Suite("Messages become JSON")
struct TranscoderResponseTests {
  typealias Fixture = TranscoderFixture

  private func json(_ wire: [UInt8], _ name: String = "test.Sample", body: String = "") throws -> String {
    String(decoding: try Fixture.response(name, body: body).json(wire: wire), as: UTF8.self)
  }

  @Test("an empty message shows every default in declaration order")
  func defaults() throws {
    #expect(
      try json([])
        == #"{"text":"","count32":0,"count64":0,"unsigned32":0,"unsigned64":0,"zigzag32":0,"zigzag64":0,"fixed32":0,"#
        + #""fixed64":0,"sfixed32":0,"sfixed64":0,"flag":false,"ratio":0,"half":0,"data":"","color":null,"#
        + #""maybe_text":null,"maybe_count":null,"child":null,"texts":[],"numbers":[],"children":[],"labels":{},"by_id":{},"#
        + #""by_flag":{},"at":null,"wait":null,"extra":null,"anything":null,"things":null,"wrapped":null,"mask":null,"#
        + #""colors":[],"weirdName":""}"#)
  }

  @Test("fields in any wire order come out in declaration order, the last scalar wins")
  func order() throws {
    let wire: [UInt8] = [0x10, 5, 0x0A, 1, 0x61, 0x10, 7]
    #expect(try json(wire).hasPrefix(#"{"text":"a","count32":7,"#))
  }

  @Test("packed and single elements mix, and interleave with other fields")
  func packed() throws {
    let wire: [UInt8] = [0xA8, 0x01, 1, 0xAA, 0x01, 2, 2, 3, 0x10, 9, 0xA8, 0x01, 4]
    #expect(try json(wire).contains(#""numbers":[1,2,3,4]"#))
  }

  @Test("a message in two pieces is merged")
  func merged() throws {
    let wire: [UInt8] = [0x9A, 0x01, 2, 0x10, 5, 0x9A, 0x01, 3, 0x0A, 1, 0x61]
    #expect(try json(wire).contains(#""child":{"text":"a","count32":5,"#))
  }

  @Test("of a oneof, the last member on the wire shows and the others are left out")
  func oneof() throws {
    let text = try json([0xD2, 0x01, 1, 0x61, 0xD8, 0x01, 0])
    #expect(text.contains(#""cash":0"#) && !text.contains("card") && !text.contains("voucher"))
  }

  @Test("unknown fields and other wire types are skipped")
  func unknown() throws {
    let wire: [UInt8] = [0xF8, 0x7F, 1, 0xFB, 0x7F, 0x08, 1, 0xFC, 0x7F, 0x08, 1, 0x12, 1, 0x61, 0x10, 3]
    #expect(try json(wire).hasPrefix(#"{"text":"","count32":3"#))
  }

  @Test("NaN and the infinities are null, an unknown enum value its number")
  func specials() throws {
    var wire: [UInt8] = [0x69]
    wire += withUnsafeBytes(of: Double.nan.bitPattern.littleEndian, Array.init)
    wire += [0x75] + withUnsafeBytes(of: Float.infinity.bitPattern.littleEndian, Array.init)
    wire += [0x80, 0x01, 99]
    #expect(try json(wire).contains(#""ratio":null,"half":null,"data":"","color":99"#))
  }

  @Test("control characters are escaped, the rest is left as it is")
  func escapes() throws {
    let text = Array("\u{0}\u{1f}\u{8}\u{c}\n\r\t\"\\/\u{7f}é漢😀\u{2028}".utf8)
    #expect(
      try json([0x0A, UInt8(text.count)] + text)
        .hasPrefix(#"{"text":"\u0000\u001f\b\f\n\r\t\"\\/"# + "\u{7f}é漢😀\u{2028}\","))
  }

  @Test("response_body shows one field alone")
  func responseBody() throws {
    #expect(try json([0xA8, 0x01, 1], body: "numbers") == "[1]")
    #expect(try json([], body: "numbers") == "[]")
    #expect(try json([], body: "child") == "null")
    #expect(try json([0x0A, 1, 0x61], body: "text") == "\"a\"")
    #expect(throws: SchemaError.self) { try Fixture.response(body: "nope") }
  }

  @Test("a map entry without a value shows the default")
  func mapEntry() throws {
    #expect(
      try json([0xBA, 0x01, 3, 0x0A, 1, 0x61, 0xC2, 0x01, 2, 0x08, 5]).contains(
        #""labels":{"a":""},"by_id":{"5":{"text":"""#))
  }

  @Test(
    "bytes that are no message are an error",
    arguments: [
      [0x0A], [0x0A, 5, 0x61], [0x0A, 1, 0xFF], [0x10], [0x10, 0x80], [0x69, 1, 2], [0x75, 1], [0x00, 1], [0x0F],
      [0xFB, 0x7F], [0xFB, 0x7F, 0xF4, 0x7F], [0x0C],
      [0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
      [0xEA, 0x01, 2, 0x10, 0xFF],
      [0xEA, 0x01, 11, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x10, 0],
      [0x9A, 0x01, 2, 0x0A, 5], [0xFA, 0x01, 2, 0x0A, 9],
    ] as [[UInt8]])
  func malformed(wire: [UInt8]) {
    #expect(throws: MalformedMessage.self) { try json(wire) }
  }

  @Test("a message nested a thousand times is an error, not a crash")
  func deep() throws {
    var wire: [UInt8] = []
    for _ in 0..<1000 {
      var length: [UInt8] = []
      var rest = wire.count
      repeat {
        length.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
        rest >>= 7
      } while rest > 0
      wire = [0x9A, 0x01] + length + wire
    }
    #expect(throws: MalformedMessage.self) { try json(wire) }
  }

  @Test("a raw answer is the bytes and their media type")
  func raw() throws {
    let response = try Fixture.response("google.api.HttpBody")
    #expect(response.isRaw)
    let wire: [UInt8] = [0x0A, 2, 0x61, 0x2F, 0x12, 2, 0, 0xFF]
    #expect(try response.raw(wire: wire) == RawBody(contentType: "a/", data: [0, 0xFF]))
    let field = try Fixture.response("test.Upload", body: "raw")
    #expect(field.isRaw)
    #expect(try field.raw(wire: [0x22, 4, 0x12, 2, 1, 2]).data == [1, 2])
  }

  @Test("the project's own contract compiles, and agrees with SwiftProtobuf's messages")
  func contract() throws {
    let schema = try Schema.contract()
    #expect(!schema.methods.isEmpty)
    for method in schema.methods where method.http != nil {
      for style in NameStyle.allCases {
        _ = try schema.plan(for: method.input, style: style)
        _ = try schema.plan(for: method.output, style: style)
      }
    }
    var request = Quartet_Order_V1_CreateOrderRequest()
    request.storeID = "s"
    request.items = [
      .with {
        $0.productID = "p"
        $0.quantity = 3
      }
    ]
    let plan = try schema.plan(for: "quartet.order.v1.CreateOrderRequest", style: .snake)
    let json = try ResponseTranscoder(output: plan).json(wire: request.serializedBytes())
    let wire = try RequestTranscoder(input: plan, body: .all, pathFields: []).encode(body: json, variables: [])
    #expect(try Quartet_Order_V1_CreateOrderRequest(serializedBytes: wire) == request)
  }
}
