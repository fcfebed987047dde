import Contracts
import Foundation
import SwiftProtobuf

/// The contract as the gateway reads it: the embedded descriptor set with Quartet's options.
public struct GatewayContract: Sendable {
  let schema: Schema

  /// - Throws: ``SchemaError`` when the set can't be read.
  init() throws {
    schema = try Schema.contract()
  }

  /// For tests of bad contracts.
  init(schema: Schema) {
    self.schema = schema
  }

  /// The OpenAPI 3.1 document, for `quartet contract openapi`.
  public static func openAPI(serverURL: String?) throws -> [UInt8] {
    try OpenAPIDocument(descriptorSet: GatewayContract().schema.files, serverURL: serverURL).json()
  }

  /// docs/rest-api.md: every documented endpoint, and whether the contract serves it.
  public static func restAPI() throws -> String {
    try RestAPIList(contract: GatewayContract()).markdown()
  }

  /// One HTTP binding of a method.
  struct Binding: Sendable {
    var method: Schema.Method
    var http: Google_Api_HttpRule

    /// For messages about the contract.
    var owner: String { "\(method.service)/\(method.name)" }
  }

  /// Every binding, additional ones included, in the order of the files.
  func bindings() -> [Binding] {
    schema.methods.flatMap { method -> [Binding] in
      guard let rule = method.http else { return [] }
      return ([rule] + rule.additionalBindings).map { Binding(method: method, http: $0) }
    }
  }
}

extension Google_Api_HttpRule {
  /// The HTTP method in upper case (`*` for any) and the template.
  var target: (method: String, template: String)? {
    switch pattern {
    case .get(let path): ("GET", path)
    case .put(let path): ("PUT", path)
    case .post(let path): ("POST", path)
    case .delete(let path): ("DELETE", path)
    case .patch(let path): ("PATCH", path)
    case .custom(let custom): (custom.kind.uppercased(), custom.path)
    case nil: nil
    }
  }
}
