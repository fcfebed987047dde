import Foundation
import Runtime
import TestSupport
import Testing

/// One account of the stand-in, and what its payers and Stripe itself do there.
struct StripeAccountOracle: Sendable {
  struct Failed: Error, CustomStringConvertible {
    var description: String
  }

  private struct Requests: Decodable {
    var requests: [StripeStandin.Received]
  }

  private struct Objects: Decodable {
    var objects: [JSONValue]
  }

  private struct Deliveries: Decodable {
    var deliveries: [StripeStandin.Delivery]
  }

  let key: String
  let url: String

  /// What a webhook of a test is signed with unless it says otherwise.
  static let secret = "whsec_0123456789abcdef"

  /// The installation's settings for this account.
  var settings: Settings {
    var settings = Settings()
    settings.stripe.secretKey = key
    settings.stripe.webhookSecret = Self.secret
    settings.stripe.baseURL = url
    return settings
  }

  /// Does something beside Stripe's API; `CONTROLS` in the script says what there is.
  @discardableResult
  func control(_ what: String, _ arguments: JSONValue = .object([:])) async throws -> JSONValue {
    try JSONValue(text: try await text("POST", "/_/\(what)", arguments.text))
  }

  /// Asks Stripe's API, as another program would.
  @discardableResult
  func api(_ method: String, _ path: String, _ form: String = "") async throws -> JSONValue {
    try JSONValue(text: try await text(method, path, form))
  }

  /// The next requests to paths like this one end so: "500", "429", "401", "reset" before anything is done,
  /// "500_after" and "reset_after" when it is done and the answer is lost.
  func fail(_ kind: String, _ path: String = "", times: Int64 = 1) async throws {
    try await control(
      "fault", .object(["kind": .string(kind), "path": .string("^\(path)$"), "times": .int(times)]))
  }

  /// What it was sent at a path, oldest first.
  func requests(_ path: String) async throws -> [StripeStandin.Received] {
    let text = try await text("POST", "/_/requests", "{}")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Requests.self, from: Data(text.utf8)).requests
      .filter { $0.path == path }
  }

  /// All objects of a kind, newest first.
  func objects(_ kind: String) async throws -> [JSONValue] {
    let text = try await text("POST", "/_/objects", #"{"object":"\#(kind)"}"#)
    return try JSONDecoder().decode(Objects.self, from: Data(text.utf8)).objects
  }

  /// Everything that happened, as webhooks that are signed at a moment.
  func deliveries(
    secrets: [String] = [secret], at seconds: Int64? = nil
  ) async throws -> [StripeStandin.Delivery] {
    var arguments: [String: JSONValue] = ["secrets": .array(secrets.map(JSONValue.string))]
    if let seconds { arguments["time"] = .int(seconds) }
    let text = try await text("POST", "/_/deliveries", JSONValue.object(arguments).text)
    return try JSONDecoder().decode(Deliveries.self, from: Data(text.utf8)).deliveries
  }

  private func text(_ method: String, _ path: String, _ body: String) async throws -> String {
    let http = TestHTTP(
      url, headers: ["authorization": "Bearer \(key)", "stripe-version": "2026-10-28.endive"])
    let isRead = method == "GET" || body.isEmpty
    let answer = try await http.send(
      method, path, isRead ? nil : body, contentType: "application/x-www-form-urlencoded")
    guard answer.status == 200 else { throw Failed(description: "\(method) \(path): \(answer.status) \(answer.text)") }
    return answer.text
  }
}
