/// Why a request to Stripe has no answer that can be used, and with it what may be done next
/// (https://docs.stripe.com/error-low-level).
enum StripeFailure: Error, Equatable, CustomStringConvertible {
  /// There is no secret key: what needs Stripe is refused, and everything local goes on.
  case notConfigured
  /// Stripe has looked at the request and will not do it: a repetition under the same key gets the same answer.
  case refused(StripeRefusal)
  /// The secret key is not one of Stripe's (any more). Nothing has been done.
  case keyInvalid
  /// Nothing has been done, and the same request may be sent again under its key: another one under the same key is
  /// running, a limit is reached, or an object is locked.
  case busy
  /// Perhaps it has been done: there was no answer, or an error of Stripe's own. To be sent again under the same
  /// key, never under another one.
  case unknown(String)
  /// Stripe's answer is not of the form that its version promises.
  case unreadable(String)

  /// Whether the same request may be sent again under its key.
  var mayRepeat: Bool {
    switch self {
    case .busy, .unknown: true
    case .notConfigured, .refused, .keyInvalid, .unreadable: false
    }
  }

  var description: String {
    switch self {
    case .notConfigured: "there is no secret key for Stripe"
    case .refused(let refusal): "Stripe refused: \(refusal)"
    case .keyInvalid: "Stripe does not know the secret key"
    case .busy: "Stripe is busy"
    case .unknown(let why): "Stripe gave no answer: \(why)"
    case .unreadable(let what): "Stripe's answer can't be read: \(what)"
    }
  }
}
