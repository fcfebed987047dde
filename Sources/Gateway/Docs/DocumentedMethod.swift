import Contracts
import SwiftProtobuf

/// A method with a REST path, with its options and comments.
struct DocumentedMethod {
  /// The full name: "quartet.order.v1.OrderService".
  let service: String
  let serviceComment: String
  let name: String
  let comment: String
  let http: Google_Api_HttpRule
  let route: GatewayV1.Route
  let input: String
  let output: String
  let isServerStreaming: Bool

  /// "OrderService".
  var serviceName: String { service.split(separator: ".").last.map(String.init) ?? service }
}
