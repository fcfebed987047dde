import Contracts
import SwiftProtobuf

/// The OpenAPI 3.1 document of everything the gateway serves, made from the contract at start-up.
///
/// Methods with a custom verb that OpenAPI has no word for are left out.
struct OpenAPIDocument {
  private let root: JSONValue

  /// - Parameters:
  ///   - serverURL: the address that clients use; nil: wherever the document was fetched from.
  ///   - extra: what the gateway serves besides the contract.
  /// - Throws: ``OpenAPIError`` for a contract that contradicts itself.
  init(
    descriptorSet: Google_Protobuf_FileDescriptorSet, serverURL: String?, extra: [Endpoint] = Endpoint.gatewayOwn
  ) throws {
    let contract = DocumentedContract(descriptorSet)
    var builder = OpenAPIBuilder(contract)
    for method in contract.methods { try builder.add(method) }
    for endpoint in extra { builder.add(endpoint) }
    root = [
      "openapi": "3.1.0",
      "info": [
        "title": "Quartet API", "version": "1", "summary": "The backend for AI products",
        "description": .string(Self.introduction),
      ],
      "servers": [["url": .string(serverURL ?? "/")]],
      "tags": builder.tags,
      "x-tagGroups": builder.tagGroups,
      "paths": builder.paths,
      "components": [
        "schemas": builder.schemas.all(after: OpenAPIErrors.schemas),
        "responses": OpenAPIErrors.responses,
        "headers": OpenAPIErrors.headers,
        "securitySchemes": OpenAPISecurity.schemes,
      ],
    ]
  }

  /// The document of the contract that is embedded in this binary.
  static func embedded(serverURL: String? = nil) throws -> OpenAPIDocument {
    let extensions = Google_Api_Annotations_Extensions.union(Quartet_Gateway_V1_Options_Extensions)
    let set = try Google_Protobuf_FileDescriptorSet(
      serializedBytes: DescriptorSet.serialized, extensions: extensions)
    return try OpenAPIDocument(descriptorSet: set, serverURL: serverURL)
  }

  /// UTF-8; the same bytes for the same contract.
  func json() -> [UInt8] { root.serialized() }

  private static let introduction = """
    Five documented APIs on one core. Each **surface** keeps its own credentials, JSON names and error \
    bodies; every error carries `request_id`, and a client that sends `Accept: application/problem+json` \
    gets RFC 9457 instead.

    Every answer carries `x-request-id` (the client's own, if it sent a well-formed one) and \
    `x-duration-ms`. A 429 carries `Retry-After`. Operations that name `Idempotency-Key` run once per key \
    and replay their first answer for 30 days at least.
    """
}

extension OpenAPIDocument {
  /// An endpoint that the gateway answers by itself.
  struct Endpoint: Sendable {
    var path: String
    var summary: String
    var description: String
    /// The media type of its answer.
    var mediaType: String

    /// What every gateway serves besides the contract.
    static let gatewayOwn = [
      Endpoint(
        path: "/", summary: "What this server is", description: "Its name, its version and where the documentation is.",
        mediaType: "application/json"),
      Endpoint(
        path: "/health", summary: "Health of this gateway and what it depends on",
        description: "`status` is `healthy` or `degraded`; with the state of each part.",
        mediaType: "application/json"),
      Endpoint(
        path: "/api/health", summary: "Integrations and readiness",
        description: "Which outside systems are configured, and the percentage of them that is ready.",
        mediaType: "application/json"),
      Endpoint(
        path: "/docs", summary: "Interactive API reference", description: "A page to read and try every endpoint.",
        mediaType: "text/html"),
      Endpoint(
        path: "/redoc", summary: "API reference for reading", description: "The same as a three-pane page.",
        mediaType: "text/html"),
      Endpoint(
        path: "/v1/developer/openapi.json", summary: "This document", description: "OpenAPI 3.1.",
        mediaType: "application/json"),
    ]
  }
}
