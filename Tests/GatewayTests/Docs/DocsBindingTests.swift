import Contracts
import SwiftProtobuf
import Testing

@testable import Gateway

@Suite("Paths, methods and fields as the documentation shows them")
struct DocsBindingTests {
  @Test(
    "a template becomes a path with plain variables",
    arguments: [
      ("/v1/users/{user_id}", "/v1/users/{user_id}", ["user_id"]),
      ("/v1/{name=shelves/*/books/*}:copy", "/v1/{name}:copy", ["name"]),
      ("/files/{path=**}", "/files/{path}", ["path"]),
      ("/v1/*/items/{item.id}", "/v1/{wildcard1}/items/{item.id}", ["wildcard1", "item.id"]),
      ("/plain", "/plain", []),
    ])
  func templates(template: String, path: String, variables: [String]) throws {
    let binding = try #require(OpenAPIBinding(.with { $0.get = template }))
    #expect(binding.verb == "get")
    #expect(binding.path == path)
    #expect(binding.variables == variables)
  }

  @Test("a custom verb that OpenAPI has no word for has no binding")
  func customVerbs() {
    func custom(_ kind: String) -> Google_Api_HttpRule {
      .with {
        $0.custom.kind = kind
        $0.custom.path = "/x"
      }
    }
    #expect(OpenAPIBinding(custom("HEAD"))?.verb == "head")
    #expect(OpenAPIBinding(custom("PURGE")) == nil)
  }

  @Test(
    "names are camelCased as protoc does it",
    arguments: [("chat_id", "chatId"), ("id", "id"), ("a_b_c", "aBC"), ("x2_y", "x2Y"), ("trailing_", "trailing")])
  func camelCase(name: String, expected: String) {
    #expect(JSONNaming.lowerCamel(name) == expected)
  }

  @Test("an enum value is spelt without the enum's prefix, unless json_value says otherwise")
  func enumSpelling() {
    var value = Google_Protobuf_EnumValueDescriptorProto()
    value.name = "ORDER_STATUS_AWAITING_PROOF"
    #expect(DocumentedEnum.spelling(value, of: "OrderStatus") == "awaiting_proof")
    value.options.Quartet_Gateway_V1_jsonValue = "AwaitingProof"
    #expect(DocumentedEnum.spelling(value, of: "OrderStatus") == "AwaitingProof")
  }

  @Test("errors are read from the comment with their reasons")
  func reasons() {
    let comment =
      "ALREADY_EXISTS `EMAIL_TAKEN` (409) for one, NOT_FOUND (404); `EMAIL_TAKEN` (409) again. Since (2024)."
    #expect(OpenAPIErrors.reasons(in: comment) == [409: ["EMAIL_TAKEN"], 404: []])
  }

  @Test("a message that contains itself, a file and a raw body are documented")
  func unusualMethods() throws {
    let document = try OpenAPIDocument(descriptorSet: Self.unusual, serverURL: nil, extra: [])
    let text = String(decoding: document.json(), as: UTF8.self)
    #expect(text.contains(##""$ref":"#/components/schemas/test.Node.input""##))
    #expect(text.contains(#""multipart/form-data":{"schema":"#))
    #expect(text.contains(#""image/png":{"schema":{"type":"string","format":"binary"}}"#))
    #expect(text.contains(#""name":"parent.title","in":"query""#))
  }

  @Test("a body field that does not exist stops start-up")
  func unknownBodyField() {
    var set = Self.unusual
    set.file[0].service[0].method[0].options.Google_Api_http.body = "nothing"
    #expect(throws: OpenAPIError.unknownField("nothing", message: "test.Node")) {
      try OpenAPIDocument(descriptorSet: set, serverURL: nil)
    }
  }

  /// A tree saved as JSON and listed by query, an upload, and a raw body.
  private static var unusual: Google_Protobuf_FileDescriptorSet {
    func field(_ name: String, _ number: Int32, _ type: String? = nil) -> Google_Protobuf_FieldDescriptorProto {
      .with {
        $0.name = name
        $0.number = number
        $0.label = .optional
        $0.type = type == nil ? .string : .message
        if let type { $0.typeName = ".\(type)" }
      }
    }
    func message(_ name: String, _ fields: [Google_Protobuf_FieldDescriptorProto]) -> Google_Protobuf_DescriptorProto {
      .with {
        $0.name = name
        $0.field = fields
      }
    }
    func method(
      _ name: String, _ input: String, _ rule: Google_Api_HttpRule, consumes: [String] = []
    ) -> Google_Protobuf_MethodDescriptorProto {
      .with {
        $0.name = name
        $0.inputType = ".\(input)"
        $0.outputType = ".test.Node"
        $0.options.Google_Api_http = rule
        $0.options.Quartet_Gateway_V1_route.surface = .vek1
        $0.options.Quartet_Gateway_V1_route.access.public = true
        $0.options.Quartet_Gateway_V1_route.consumes = consumes
      }
    }
    func post(_ path: String) -> Google_Api_HttpRule {
      .with {
        $0.post = path
        $0.body = "*"
      }
    }
    let test = Google_Protobuf_FileDescriptorProto.with {
      $0.package = "test"
      $0.messageType = [
        message("Node", [field("title", 1), field("parent", 2, "test.Node")]),
        message("Upload", [field("file", 1, OpenAPISchemas.filePart)]),
      ]
      $0.service = [
        .with {
          $0.name = "TreeService"
          $0.method = [
            method("Save", "test.Node", post("/nodes")),
            method("Find", "test.Node", .with { $0.get = "/nodes" }),
            method("Upload", "test.Upload", post("/upload")),
            method("Raw", OpenAPISchemas.httpBody, post("/raw"), consumes: ["image/png"]),
          ]
        }
      ]
    }
    let google = Google_Protobuf_FileDescriptorProto.with {
      $0.package = "google.api"
      $0.messageType = [message("HttpBody", [])]
    }
    return .with { $0.file = [test, google] }
  }
}
