import Testing

@testable import Gateway

@Suite("Path templates")
struct TemplateParserTests {
  @Test(
    "the whole grammar is read",
    arguments: [
      ("/", "/", []),
      ("/v1/users", "/v1/users", []),
      ("/v1/*/x", "/v1/*/x", []),
      ("/v1/**", "/v1/**", []),
      ("/v1/{id}", "/v1/*", ["id"]),
      ("/v1/{order.id}/lines/{line_id}", "/v1/*/lines/*", ["order.id", "line_id"]),
      ("/v1/{name=shops/*/items/*}:archive", "/v1/shops/*/items/*:archive", ["name"]),
      ("/files/{path=**}", "/files/**", ["path"]),
      ("/files/{path=a/**}:copy", "/files/a/**:copy", ["path"]),
      ("/v1/caf%C3%A9", "/v1/café", []),
      ("/v1:run", "/v1:run", []),
    ] as [(String, String, [String])])
  func grammar(template: String, shape: String, variables: [String]) throws {
    let parsed = try PathTemplate(template)
    #expect(parsed.shape == shape)
    #expect(parsed.variables.map(\.fieldPath) == variables)
  }

  @Test(
    "what the grammar doesn't have is refused at its place",
    arguments: [
      ("", 0), ("v1", 0), ("/v1/", 4), ("//v1", 1), ("/v1/{", 5), ("/v1/{id", 7), ("/v1/{id}x", 8), ("/v1/{1d}", 5),
      ("/v1/{a.}", 7), ("/v1/{a={b}}", 7), ("/v1/**/x", 7), ("/v1/{a=**}/x", 11), ("/v1/{a}/{a}", 8), ("/v1/x:", 6),
      ("/v1/x:a:b", 7), ("/v1/***", 6), ("/v1/a b", 5), ("/v1/%zz", 4), ("/v1/a:b/c", 7), ("/v1/{a=}", 7), ("/a?b", 2),
    ])
  func refused(template: String, offset: Int) {
    #expect {
      _ = try PathTemplate(template)
    } throws: { error in
      (error as? PathTemplateError)?.offset == offset
    }
  }
}
