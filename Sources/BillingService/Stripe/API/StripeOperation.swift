import Foundation
import Runtime

/// A request to Stripe, and the form of its answer.
struct StripeOperation<Answer: Decodable & Sendable>: Sendable {
  var request: StripeRequest

  init(_ request: StripeRequest) { self.request = request }

  /// Reads the body of a successful answer.
  /// - Throws: ``StripeFailure/unreadable(_:)``.
  func answer(_ body: Data) throws -> Answer {
    do {
      return try StripeAPI.decoder.decode(Answer.self, from: body)
    } catch {
      throw StripeFailure.unreadable("\(request.method.rawValue) \(request.path) as \(Answer.self)")
    }
  }

  /// The same answer as plain JSON, for what is passed on untouched.
  var asJSON: StripeOperation<JSONValue> { StripeOperation<JSONValue>(request) }
}

extension StripeOperation where Answer == StripeAccount {
  /// The account that the key belongs to.
  static var account: Self { Self(.get("/v1/account")) }
}

extension StripeOperation where Answer == StripeList<JSONValue> {
  /// What happened since a second, newest first, as a webhook would have told it; Stripe keeps it for 30 days.
  static func events(since: Int64, after previous: String? = nil) -> Self {
    Self(
      .get(
        "/v1/events",
        ["created": ["gte": .number(since)], "limit": 100, "starting_after": previous.map(StripeValue.text)]))
  }
}
