import Contracts
import Foundation
import SwiftProtobuf
import TestSupport
import Testing

@testable import Gateway

@Suite("The OpenAPI document")
struct DocsOpenAPITests {
  private func document() throws -> [String: Any] {
    let json = try OpenAPIDocument.embedded().json()
    return try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
  }

  private func operation(_ verb: String, _ path: String) throws -> [String: Any] {
    let paths = try #require(try document()["paths"] as? [String: [String: [String: Any]]])
    return try #require(paths[path]?[verb], "\(verb) \(path) is missing")
  }

  private func schema(_ name: String) throws -> [String: Any] {
    let components = try #require(try document()["components"] as? [String: [String: Any]])
    return try #require(components["schemas"]?[name] as? [String: Any], "\(name) is missing")
  }

  private func property(_ name: String, of schema: [String: Any]) throws -> [String: Any] {
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    return try #require(properties[name], "\(name) is missing among \(properties.keys.sorted())")
  }

  private func bodySchema(_ operation: [String: Any], _ mediaType: String = "application/json") throws -> [String: Any]
  {
    let body = try #require(operation["requestBody"] as? [String: Any])
    let content = try #require(body["content"] as? [String: [String: Any]])
    return try #require(content[mediaType]?["schema"] as? [String: Any])
  }

  @Test("is the same, byte for byte, each time it is made")
  func deterministic() throws {
    #expect(try OpenAPIDocument.embedded().json() == OpenAPIDocument.embedded().json())
  }

  @Test("has an operation for every binding of the contract")
  func complete() throws {
    let set = try Google_Protobuf_FileDescriptorSet(
      serializedBytes: DescriptorSet.serialized, extensions: Google_Api_Annotations_Extensions)
    let paths = try #require(try document()["paths"] as? [String: [String: Any]])
    for method in set.file.flatMap(\.service).flatMap(\.method) where method.options.hasGoogle_Api_http {
      let binding = try #require(OpenAPIBinding(method.options.Google_Api_http))
      #expect(paths[binding.path]?[binding.verb] != nil, "\(method.name)")
    }
  }

  @Test("points only to components that exist")
  func references() throws {
    let root = try document()
    func walk(_ value: Any) {
      if let object = value as? [String: Any] {
        if let reference = object["$ref"] as? String {
          let target = reference.split(separator: "/").dropFirst().reduce(root as Any?) { place, name in
            (place as? [String: Any])?[String(name)]
          }
          #expect(target != nil, "\(reference)")
        }
        object.values.forEach(walk)
      } else if let array = value as? [Any] {
        array.forEach(walk)
      }
    }
    walk(root)
  }

  @Test("uses each operation id once")
  func operationIDs() throws {
    let paths = try #require(try document()["paths"] as? [String: [String: [String: Any]]])
    let ids = paths.values.flatMap(\.values).compactMap { $0["operationId"] as? String }
    #expect(ids.count == Set(ids).count)
  }

  @Test("takes summary and description from the proto comment")
  func comments() throws {
    let register = try operation("post", "/v1/auth/register")
    #expect(register["summary"] as? String == "Registers an end user")
    #expect((register["description"] as? String)?.contains("unless the tenant requires e-mail verification") == true)
    #expect(register["tags"] as? [String] == ["genlobe/Account"])
  }

  @Test("leaves path variables out of the body and refuses unknown body fields")
  func bodies() throws {
    let transition = try operation("post", "/internal/orders/{id}/transition")
    let body = try bodySchema(transition)
    let properties = try #require(body["properties"] as? [String: Any])
    #expect(properties["id"] == nil)
    #expect(body["required"] as? [String] == ["to"])
    #expect(body["additionalProperties"] as? Bool == false)
  }

  @Test("makes query parameters of what is in neither the path nor the body")
  func queries() throws {
    let list = try operation("get", "/internal/products")
    let parameters = try #require(list["parameters"] as? [[String: Any]])
    let query = parameters.filter { $0["in"] as? String == "query" }
    #expect(query.compactMap { $0["name"] as? String } == ["store_id", "q", "limit", "offset"])
    #expect(query.first?["required"] as? Bool == true)
    #expect(parameters.contains { $0["name"] as? String == "X-Actor-User-Id" && $0["in"] as? String == "header" })
  }

  @Test("spells names as the surface does")
  func naming() throws {
    _ = try property("chatId", of: schema("agent.v1.StreamChatRequest.camel"))
    _ = try property("store_id", of: schema("order.v1.Order"))
  }

  @Test("says which values may be null, and which fields an answer always has")
  func nulls() throws {
    let order = try schema("order.v1.Order")
    #expect(try property("notes", of: order)["type"] as? [String] == ["string", "null"])
    #expect(try property("currency", of: order)["type"] as? String == "string")
    #expect((order["required"] as? [String])?.contains("notes") == true)
    let registered = try schema("auth.v1.RegisterResponse")
    #expect(registered["required"] == nil)
    #expect(try property("message", of: registered)["type"] as? String == "string")
  }

  @Test("shows 64-bit integers as integers, micro-units as numbers, unwrapped messages as their value")
  func values() throws {
    #expect(try property("total_cents", of: schema("order.v1.Order"))["type"] as? String == "integer")
    #expect(try property("cost_usd", of: schema("billing.v1.TokenUsage"))["type"] as? String == "number")
    let embeddings = try property("embeddings", of: schema("agent.v1.EmbedResponse"))
    let items = try #require(embeddings["items"] as? [String: Any])
    #expect(items["type"] as? String == "array")
    #expect(
      try schema("order.v1.OrderStatus")["enum"] as? [String] == [
        "pending", "awaiting_payment", "awaiting_proof", "confirmed", "preparing", "shipped", "delivered", "cancelled",
      ])
  }

  @Test("asks for the credentials of the access rule")
  func security() throws {
    #expect(
      try operation("get", "/v1/organizations/my-organizations")["security"] as? [[String: [String]]] == [
        ["ApiKeyAuth": [], "BearerAuth": []]
      ])
    #expect(
      try operation("get", "/v1/auth/me")["security"] as? [[String: [String]]] == [
        ["ApiKeyAuth": [], "BearerAuth": []], ["ApiKeyAuth": [], "CookieAuth": []],
      ])
    #expect(
      try operation("get", "/v1/users/{user_id}")["security"] as? [[String: [String]]] == [
        ["ApiKeyAuth": [], "BearerAuth": []], ["ApiKeyAuth": []],
      ])
    #expect(
      try operation("get", "/v1/dashboard/settings")["security"] as? [[String: [String]]] == [["DashboardAuth": []]])
    #expect(try operation("post", "/api/chat")["security"] as? [[String: [String]]] == [["CookieAuth": []]])
    #expect(try (operation("get", "/api/chat")["security"] as? [Any])?.isEmpty == true)
  }

  @Test("lists the errors that the comments name, in the surface's own body")
  func errors() throws {
    let responses = try #require(try operation("post", "/v1/auth/register")["responses"] as? [String: [String: Any]])
    #expect(Set(["201", "401", "403", "409", "422", "429", "500"]).isSubset(of: Set(responses.keys)))
    #expect((responses["409"]?["description"] as? String)?.contains("EMAIL_TAKEN") == true)
    #expect(responses["429"]?["$ref"] as? String == "#/components/responses/genlobe.429")
  }

  @Test("lists the values of a closed set, whether it is an enum or texts, and null where there may be none")
  func closedSets() throws {
    let turn = try property("role", of: schema("agent.v1.ChatTurn"))
    #expect(turn["enum"] as? [String] == ["user", "assistant", "system"])
    let model = try property("modelId", of: schema("agent.v1.StreamChatRequest.camel"))
    #expect((model["enum"] as? [Any])?.count == 6 && (model["enum"] as? [Any])?.last is NSNull)
    let attempt = try property(
      "status", of: bodySchema(operation("post", "/internal/orders/{id}/payment-attempt")))
    #expect(attempt["enum"] as? [String] == ["pending", "succeeded", "failed", "refunded"])
    let components = try #require(try document()["components"] as? [String: [String: Any]])
    for (name, schema) in components["schemas"] ?? [:] {
      let values = (schema as? [String: Any])?["enum"] as? [Any] ?? []
      #expect(!values.contains { $0 as? String == "unspecified" }, "\(name)")
    }
  }

  @Test("names what every answer of a route may be refused with")
  func documentedRefusals() throws {
    for (verb, path, status, reason) in [
      ("get", "/internal/products", "404", "STORE_NOT_FOUND"),
      ("post", "/internal/products/batch-upsert", "404", "STORE_NOT_FOUND"),
      ("post", "/internal/company/ensure", "409", "SLUG_TAKEN"),
      ("get", "/v1/entity/records/{record_id}", "404", "ENTITY_RECORD_NOT_FOUND"),
    ] {
      let responses = try #require(try operation(verb, path)["responses"] as? [String: [String: Any]])
      #expect((responses[status]?["description"] as? String)?.contains(reason) == true, "\(verb) \(path)")
    }
  }

  @Test("describes a token stream as text")
  func streams() throws {
    let responses = try #require(try operation("post", "/api/chat")["responses"] as? [String: [String: Any]])
    let content = try #require(responses["200"]?["content"] as? [String: Any])
    #expect(Array(content.keys) == ["text/plain"])
  }

  @Test("names the gateway's own endpoints")
  func gatewayEndpoints() throws {
    for path in ["/", "/health", "/api/health", "/docs", "/redoc", "/v1/developer/openapi.json"] {
      #expect(try operation("get", path)["tags"] as? [String] == ["gateway"])
    }
  }

  @Test("is accepted by openapi-spec-validator", .enabled(if: PythonOracle.isAvailable))
  func valid() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "quartet-openapi-\(UUID().uuidString).json")
    try Data(OpenAPIDocument.embedded(serverURL: "http://127.0.0.1:8080").json()).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try PythonOracle.run(module: "openapi_spec_validator", [file.path])
  }
}
