import Foundation
import Runtime

/// A change at Stripe, as a webhook or as an item of the list of events. Its object is read by whoever handles its
/// type, in the version that the webhook's endpoint has.
struct StripeEvent: Decodable, Sendable, Equatable {
  struct Payload: Decodable, Sendable, Equatable {
    var object: JSONValue
    var previousAttributes: JSONValue?
  }

  var id: String
  /// "customer.subscription.updated", …
  var type: String
  /// Unix seconds: several events of one object may have the same.
  var created: Int64
  var livemode: Bool
  /// The connected account; nil for one's own.
  var account: String?
  var apiVersion: String?
  var data: Payload

  /// The id of what changed; nil for objects without one (an upcoming invoice).
  var objectID: String? { data.object["id"]?.string }

  /// Reads the body of a webhook, or an item of the list.
  /// - Throws: `DecodingError`.
  init(json: Data) throws {
    self = try StripeAPI.decoder.decode(StripeEvent.self, from: json)
  }

  /// What changed, in the form that its kind has.
  /// - Throws: ``StripeFailure/unreadable(_:)``.
  func object<Object: Decodable>(as: Object.Type) throws -> Object {
    guard let object = data.object.stripeObject(as: Object.self) else {
      throw StripeFailure.unreadable("the object of \(type) as \(Object.self)")
    }
    return object
  }
}

extension JSONValue {
  /// As an object of Stripe's; nil when it is not of this form.
  func stripeObject<Object: Decodable>(as: Object.Type) -> Object? {
    try? StripeAPI.decoder.decode(Object.self, from: Data(text.utf8))
  }
}
