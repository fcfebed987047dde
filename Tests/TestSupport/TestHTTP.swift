import AsyncHTTPClient
import Foundation
import NIOCore

/// An answer over real HTTP, whole.
public struct TestResponse: Sendable {
  public var status: Int
  public var headers: [String: String]
  public var setCookies: [String]
  public var body: Data

  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as a JSON object; empty when it is none.
  public var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:] }
}

/// Sends requests to one base URL.
public struct TestHTTP: Sendable {
  /// Lets an idle connection go long before a server does: one that the server closes while a request is on its
  /// way fails that request.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.idleTimeout = .seconds(5)
    configuration.timeout.connect = .seconds(120)
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  public let url: String
  /// Headers of every request.
  public var headers: [String: String]

  public init(_ url: String, headers: [String: String] = [:]) {
    self.url = url
    self.headers = headers
  }

  /// With more headers.
  public func with(_ more: [String: String]) -> TestHTTP {
    TestHTTP(url, headers: headers.merging(more) { $1 })
  }

  /// Sends a JSON text, if any.
  public func send(
    _ method: String, _ path: String, _ body: String? = nil, contentType: String = "application/json"
  ) async throws -> TestResponse {
    var request = HTTPClientRequest(url: url + path)
    request.method = .RAW(value: method)
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    if let body {
      if request.headers["content-type"].isEmpty { request.headers.add(name: "content-type", value: contentType) }
      request.body = .bytes(ByteBuffer(string: body))
    }
    let response = try await Self.client.execute(request, timeout: .seconds(120))
    let buffer = try await response.body.collect(upTo: 64 << 20)
    var fields: [String: String] = [:]
    for (name, value) in response.headers { fields[name.lowercased()] = value }
    return TestResponse(
      status: Int(response.status.code), headers: fields, setCookies: response.headers["set-cookie"],
      body: Data(buffer.readableBytesView))
  }

  /// Sends a JSON text, reads the beginning of the answer, and closes the connection.
  public func firstBytes(_ method: String, _ path: String, _ body: String) async throws -> String {
    var request = HTTPClientRequest(url: url + path)
    request.method = .RAW(value: method)
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    request.headers.replaceOrAdd(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(string: body))
    let client = HTTPClient()
    let first: Result<String, any Error>
    do {
      var iterator = try await client.execute(request, timeout: .seconds(120)).body.makeAsyncIterator()
      first = .success(try await iterator.next().map { String(buffer: $0) } ?? "")
    } catch {
      first = .failure(error)
    }
    // A client that is let go without it ends the process, and with it every other test.
    try await client.shutdown()
    return try first.get()
  }
}
