import Foundation
import Outbound

/// A definite no of Stripe's (https://docs.stripe.com/api/errors). Its message is for developers and may repeat what
/// was sent: it is not kept.
struct StripeRefusal: Error, Codable, Equatable, Sendable, CustomStringConvertible {
  /// "card_error", "invalid_request_error", "idempotency_error".
  var type: String
  /// "card_declined", "resource_missing", "authentication_required", …
  var code: String?
  /// "insufficient_funds", "generic_decline", …
  var declineCode: String?
  /// Which parameter is wrong: `items[0][price]`.
  var parameter: String?
  var status: Int
  /// The PaymentIntent that a declined charge belongs to.
  var paymentIntentID: String?
  /// Whether usage was told before under the same identifier: then it has arrived. Only the message is sure to tell it.
  var isRepeatedMeterEvent = false

  var description: String {
    [type, code, declineCode, parameter].compactMap { $0.map(OutboundAnswer.loggable) }.joined(separator: " ")
  }

  /// Whether the object does not exist (any more), or not for this key.
  var isMissing: Bool { code == "resource_missing" || status == 404 }

  /// Whether the payer must be there, to prove that it is them.
  var needsAuthentication: Bool { code == "authentication_required" || declineCode == "authentication_required" }

  var isDecline: Bool { type == "card_error" }
}

extension StripeRefusal {
  private struct Body: Decodable {
    struct Failure: Decodable {
      struct Intent: Decodable { var id: String }
      var type: String?
      var code: String?
      var declineCode: String?
      var param: String?
      var message: String?
      var paymentIntent: Intent?
    }
    var error: Failure
  }

  /// Reads `{"error": {…}}`; nil for a body of another form, which is not Stripe's but somebody's in between.
  init?(status: Int, body: Data) {
    guard let error = (try? StripeAPI.decoder.decode(Body.self, from: body))?.error else { return nil }
    self.init(
      type: error.type ?? "", code: error.code, declineCode: error.declineCode, parameter: error.param,
      status: status, paymentIntentID: error.paymentIntent?.id,
      isRepeatedMeterEvent: error.code == "duplicate_meter_event"
        || error.message?.contains("An event already exists with identifier") ?? false)
  }
}
