import Testing

@testable import Gateway

@Suite("Forms")
struct TranscoderFormTests {
  private static let body = Array(
    ("preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"store_id\"\r\n\r\ns 1\r\n"
      + "--XX  \r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\dir\\a \\\"b\\\".csv\"\r\n"
      + "Content-Type: text/csv; charset=utf-8\r\n\r\nid,name\r\n--X\r\n--XY\r\n\r\n--XX\r\n"
      + "Content-Disposition: form-data; name=\"tags\"\r\n\r\n\r\n--XX--\r\nepilogue --XX").utf8)

  private static let expected: [FormPart] = [
    .text(name: "store_id", value: "s 1"),
    .file(
      name: "file", filename: "a \"b\".csv", contentType: "text/csv; charset=utf-8",
      data: Array("id,name\r\n--X\r\n--XY\r\n".utf8)),
    .text(name: "tags", value: ""),
  ]

  private func parts(_ chunks: [[UInt8]]) throws -> [FormPart] {
    var parser = try MultipartParser(contentType: "multipart/form-data; boundary=\"XX\"")
    var parts: [FormPart] = []
    var name = ""
    var file: (name: String, type: String)?
    var data: [UInt8] = []
    for chunk in chunks {
      for event in try parser.push(chunk) {
        switch event {
        case .partStart(let partName, let filename, let type):
          (name, file, data) = (partName, filename.map { ($0, type ?? "") }, [])
        case .data(let bytes): data += bytes
        case .partEnd:
          parts.append(
            file.map { .file(name: name, filename: $0.name, contentType: $0.type, data: data) }
              ?? .text(name: name, value: String(decoding: data, as: UTF8.self)))
        }
      }
    }
    try parser.finish()
    return parts
  }

  @Test("a form comes out the same however it is cut", arguments: [1, 2, 3, 5, 7, 11, 64, 10_000])
  func cut(size: Int) throws {
    let chunks = stride(from: 0, to: Self.body.count, by: size).map {
      Array(Self.body[$0..<min($0 + size, Self.body.count)])
    }
    #expect(try parts(chunks) == Self.expected)
  }

  @Test(
    "a form that is none is refused",
    arguments: [
      "", "--XX", "--XX\r\n", "--XXjunk\r\n", "--XX\r\n\r\nx\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",
      "--XX\r\nnocolon\r\n\r\nx\r\n--XX--", "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--XX--",
      "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XX",
      "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
    ])
  func refused(body: String) {
    #expect(throws: MultipartParser.Failure.self) { try parts([Array(body.utf8)]) }
  }

  @Test("limits hold: parts, header length, boundary")
  func limits() throws {
    let part = "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
    #expect(throws: MultipartParser.Failure.tooManyParts) {
      try parts([Array((String(repeating: part, count: 300) + "--XX--").utf8)])
    }
    #expect(throws: MultipartParser.Failure.headersTooLong) {
      try parts([Array(("--XX\r\nX: " + String(repeating: "a", count: 9000)).utf8)])
    }
    for type in [
      "", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=x",
    ] {
      #expect(throws: MultipartParser.Failure.notMultipart) { _ = try MultipartParser(contentType: type) }
    }
  }

  @Test("parts go into the fields of their names")
  func fields() throws {
    let transcoder = try TranscoderFixture.request("test.Upload")
    #expect(transcoder.fileField == "file")
    let wire = try transcoder.encode(
      form: [
        .text(name: "store_id", value: "s"), .text(name: "tags", value: "1"), .text(name: "tags", value: "2"),
        .file(name: "file", filename: "a.csv", contentType: "text/csv", data: [1, 2]),
        .file(name: "signature", filename: "s", contentType: "", data: [3]),
      ], variables: [])
    let first = try TranscoderFixture.response("test.Upload", body: "file").json(wire: wire)
    #expect(String(decoding: first, as: UTF8.self) == #"{"filename":"a.csv","content_type":"text/csv","data":"AQI="}"#)
    #expect(try TranscoderFixture.response("test.Upload", body: "tags").json(wire: wire) == Array("[1,2]".utf8))
    #expect(try TranscoderFixture.response("test.Upload", body: "signature").json(wire: wire) == Array("\"Aw==\"".utf8))
    let chunk = transcoder.encodeFileChunk(field: "file", data: [9])
    #expect(
      try TranscoderFixture.response("test.Upload", body: "file").json(wire: chunk)
        == Array(#"{"filename":"","content_type":"","data":"CQ=="}"#.utf8))
  }

  @Test("a part without a field is named")
  func unknown() throws {
    let violations = try TranscoderFixture.violations {
      _ = try TranscoderFixture.request("test.Upload").encode(
        form: [
          .text(name: "nope", value: ""), .file(name: "store_id", filename: "", contentType: "", data: []),
          .text(name: "file", value: "x"), .text(name: "tags", value: "x"),
        ], variables: [])
    }
    #expect(
      violations == [
        "nope: extra_forbidden", "store_id: extra_forbidden", "file: extra_forbidden", "tags: int_parsing",
      ])
  }
}
