import AsyncHTTPClient
import NIOCore
public import NIOHTTP1

/// A request to a system outside.
public struct OutboundRequest: Sendable {
  public var method: HTTPMethod
  /// What follows the client's base URL; a whole URL where it has none.
  public var path: String
  public var headers: HTTPHeaders
  /// Nil: none.
  public var body: [UInt8]?

  /// GET.
  public init(_ path: String, headers: HTTPHeaders = [:]) {
    self.init(.GET, path, headers: headers)
  }

  public init(_ method: HTTPMethod, _ path: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }

  /// As the HTTP client sends it.
  func request(under baseURL: String) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: baseURL + path)
    request.method = method
    request.headers = headers
    request.body = body.map { .bytes(ByteBuffer(bytes: $0)) }
    return request
  }
}
