import Foundation
import NIOCore
import NIOHTTP1
import Runtime

/// An answer to bytes that are not a request, so that no route and no surface is known: RFC 9457.
struct BareAnswer {
  let status: HTTPResponseStatus
  private let reason: String
  private let message: String

  private init(_ status: HTTPResponseStatus, _ reason: String, _ message: String) {
    self.status = status
    self.reason = reason
    self.message = message
  }

  /// What a client is told whose request broke off with `error`.
  init(_ error: any Error) {
    switch error {
    case HTTPParserError.headerOverflow:
      self.init(
        .requestHeaderFieldsTooLarge, "HEADERS_TOO_LARGE",
        "The request's head is longer than \(GatewayChannel.maximumHeadBytes) bytes or has more than "
          + "\(GatewayChannel.maximumHeadFields) fields.")
    case is RequestOverdue:
      self.init(.requestTimeout, "REQUEST_TIMEOUT", "The request's head did not come in time.")
    default:
      self.init(.badRequest, "MALFORMED_REQUEST", "The request can't be read as HTTP/1.1.")
    }
  }

  static func badHost(_ problem: String) -> BareAnswer { BareAnswer(.badRequest, "HOST_INVALID", problem) }

  /// The answer without its end.
  var parts: [HTTPServerResponsePart] {
    let requestID = RequestID.make()
    let body = ErrorBody.render(
      ServiceError(.invalidArgument, reason, message), status: Int(status.code), surface: .vek1, requestID: requestID,
      problem: true)
    var head = HTTPResponseHead(version: .http1_1, status: status)
    head.headers = [
      "content-type": ErrorBody.problem, "content-length": String(body.count), "date": DateHeader().value,
      "x-request-id": requestID, "connection": "close",
    ]
    return [.head(head), .body(.byteBuffer(ByteBuffer(bytes: body)))]
  }
}
