import AsyncHTTPClient
import Foundation
import NIOCore

/// What a person's browser does at the provider: one session, redirects followed by hand.
struct Browser {
  private static let client = HTTPClient(
    eventLoopGroupProvider: .singleton, configuration: .init(redirectConfiguration: .disallow))

  struct Unexpected: Error, CustomStringConvertible {
    var description: String
  }

  /// Logs in at the provider and opens an authorization URL.
  /// - Parameter consents: false refuses on the consent page, which the client must be one to get.
  /// - Returns: the parameters that the provider sends to the callback.
  static func authorize(_ url: String, as person: String, consents: Bool = true) async throws -> [String: String] {
    guard let components = URLComponents(string: url), let origin = origin(components) else {
      throw Unexpected(description: "no URL: \(url)")
    }
    var login = URLComponents(string: "\(origin)/login/")
    login?.queryItems = [
      URLQueryItem(name: "u", value: person),
      URLQueryItem(name: "next", value: "\(components.percentEncodedPath)?\(components.percentEncodedQuery ?? "")"),
    ]
    // A plus stands for a blank in a query, and URLComponents leaves it alone.
    let loginURL = (login?.string ?? "").replacing("+", with: "%2B")
    let session = try await send("GET", loginURL, cookie: nil)
    let cookie = session.headers["set-cookie"].first?.split(separator: ";").first
      .map { $0.trimmingCharacters(in: .whitespaces) }
    var answer = try await send("GET", url, cookie: cookie)
    if answer.status.code == 200, !consents {
      answer = try await send("POST", url, cookie: cookie, form: components.percentEncodedQuery)
    }
    guard let location = answer.headers.first(name: "location"), location.hasPrefix(OIDCProvider.callbackURL) else {
      throw Unexpected(description: "the provider answered \(answer.status) \(answer.headers)")
    }
    return parameters(URLComponents(string: location)?.percentEncodedQuery ?? "")
  }

  /// Names and values of a query or a fragment.
  static func parameters(_ text: String) -> [String: String] {
    var components = URLComponents()
    components.percentEncodedQuery = text.replacing("+", with: "%20")
    return Dictionary((components.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 }
  }

  private static func origin(_ components: URLComponents) -> String? {
    guard let host = components.host, let port = components.port else { return nil }
    return "http://\(host):\(port)"
  }

  private static func send(
    _ method: String, _ url: String, cookie: String?, form: String? = nil
  ) async throws -> HTTPClientResponse {
    var request = HTTPClientRequest(url: url)
    request.method = .RAW(value: method)
    if let cookie { request.headers.add(name: "cookie", value: cookie) }
    if let form {
      request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
      request.body = .bytes(ByteBuffer(string: form))
    }
    let response = try await client.execute(request, timeout: .seconds(60))
    _ = try await response.body.collect(upTo: 1 << 20)
    return response
  }
}
