import AsyncHTTPClient
import Foundation
import NIOCore

/// Speaks to the gateway as a web app would, and prints what goes over the wire.
struct DemoClient: Sendable {
  let url: String
  let publishableKey: String
  let internalToken: String
  let quiet: Bool

  /// Whom a call comes from.
  enum Identity: Sendable {
    case app(token: String?)
    case backOffice(actor: String)
    case anyone
  }

  /// Sends a request and reads a JSON object back.
  /// - Throws: ``StartupFailure`` unless the status is the expected one.
  func call(
    _ method: String, _ path: String, as identity: Identity, body: [String: Any]? = nil, expect: Int = 200,
    show: Bool = true
  ) async throws -> [String: Any] {
    var request = HTTPClientRequest(url: url + path)
    request.method = .RAW(value: method)
    switch identity {
    case .app(let token):
      request.headers.add(name: "X-API-Key", value: publishableKey)
      request.headers.add(name: "Origin", value: "http://localhost:3000")
      if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    case .backOffice(let actor):
      request.headers.add(name: "X-Internal-Token", value: internalToken)
      request.headers.add(name: "X-Actor-User-Id", value: actor)
    case .anyone: break
    }
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: body)))
    }
    let response: HTTPClientResponse
    do {
      response = try await HTTPClient.shared.execute(request, timeout: .seconds(90))
    } catch {
      throw StartupFailure("\(url) does not answer (\(error)). Is `./quartet up` running?")
    }
    let buffer = try await response.body.collect(upTo: 32 << 20)
    let data = Data(buffer.readableBytesView)
    if !quiet { printExchange(method, path, body, Int(response.status.code), data, show) }
    guard Int(response.status.code) == expect else {
      throw StartupFailure(
        "\(method) \(path): expected \(expect), got \(response.status.code): \(String(decoding: data, as: UTF8.self))")
    }
    return (try JSONSerialization.jsonObject(with: data) as? [String: Any]) ?? [:]
  }

  private func printExchange(
    _ method: String, _ path: String, _ body: [String: Any]?, _ status: Int, _ answer: Data, _ show: Bool
  ) {
    print("  > \(method) \(path)")
    if let body, show { print(Self.indented(body, "  > ")) }
    print("  < \(status)")
    guard show, let json = try? JSONSerialization.jsonObject(with: answer) else { return print("") }
    print(Self.indented(json, "  < "))
    print("")
  }

  private static func indented(_ json: Any, _ prefix: String) -> String {
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: json, options: options) else { return "" }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      let password = line.contains("\"password\"")
      return prefix + (password ? "  \"password\" : \"…\"," : line)
    }.joined(separator: "\n")
  }
}
