import Runtime
import Storage

/// The newest known form of an object at Stripe.
struct StripeObjectState: Sendable, Equatable {
  var kind: StripeObjectKind
  var id: String
  /// The number of the look at Stripe that it is from; 0 where it is only known from events.
  var fetchNumber: Int64
  /// Unix seconds: of the newest event that led to it, or of the look.
  var knownAt: Int64
  var body: JSONValue
  /// It is gone, or Stripe does not know it: nothing changes it any more.
  var isDeleted = false
  /// An event was missed or could not be put in its place: a look at Stripe tells.
  var isDirty = false

  /// When it is looked at next: soon where it is in doubt, once a day as long as it lives, for events get lost.
  func nextLook(after now: Timestamp) -> Timestamp {
    if isDirty { return now.adding(.seconds(60)) }
    return isDeleted || kind.hasEnded(body) ? .latest : now.adding(.seconds(86_400))
  }

  /// - Throws: ``StripeFailure/unreadable(_:)``.
  func object<Object: Decodable>(as: Object.Type) throws -> Object {
    guard let object = body.stripeObject(as: Object.self) else {
      throw StripeFailure.unreadable("\(kind.rawValue) \(id) as \(Object.self)")
    }
    return object
  }

  /// Whether this is to be kept in place of what is kept. Looks at Stripe count by their number, events by their
  /// second; what is gone stays gone.
  func replaces(_ kept: StripeObjectState) -> Bool {
    if kept.isDeleted { return false }
    if isDeleted { return true }
    if fetchNumber > 0 { return fetchNumber > kept.fetchNumber }
    // From events: a look in the same second may have seen more than they tell.
    return kept.fetchNumber > 0 ? knownAt > kept.knownAt : knownAt >= kept.knownAt
  }
}
