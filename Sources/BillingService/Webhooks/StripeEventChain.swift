import Runtime

/// Puts the events of one object in order where nothing but the events is known.
///
/// `created` has a grain of one second, deliveries come in any order, twice or never. Within one second an event
/// follows another when its object, with its `previous_attributes` put back, equals the other's object exactly; so the
/// events of a second form one chain from the state before it, or the last state is not known.
enum StripeEventChain {
  /// What is known of an object after some of its events.
  struct State: Equatable, Sendable {
    /// The object's newest known form; nil before the first event that says one.
    var object: JSONValue?
    /// Unix seconds of the newest event that led to it.
    var created: Int64
    /// Whether an event was missed, or came before the one that it follows: only a look at Stripe tells then.
    var isDirty = false
    /// The object is gone: no event changes that any more.
    var isDeleted = false
  }

  /// The state after all events that are known, in whatever order and however often they came.
  static func state(after events: [StripeEvent]) -> State? {
    var unique: [String: StripeEvent] = [:]
    for event in events { unique[event.id] = event }
    let seconds = Dictionary(grouping: unique.values, by: \.created).sorted { $0.key < $1.key }
    var state: State?
    for (second, events) in seconds {
      state = Self.state(after: events, of: second, from: state)
      if state?.isDeleted == true { return state }
    }
    return state
  }

  private static func state(after events: [StripeEvent], of second: Int64, from before: State?) -> State? {
    if let deleted = events.first(where: { $0.type.hasSuffix(".deleted") }) {
      return State(object: deleted.data.object, created: second, isDeleted: true)
    }
    if events.count == 1, let only = events.first { return next(only, after: before) }
    if let last = chained(events, from: before?.object) { return State(object: last, created: second) }
    // Something is missing in between: what was known stays, and is doubted.
    let known = before?.object ?? (events.first(where: \.isCreation) ?? events.min { $0.id < $1.id })?.data.object
    return State(object: known, created: second, isDirty: true)
  }

  /// An event alone in its second is the newest, whatever was missed before it.
  private static func next(_ event: StripeEvent, after before: State?) -> State {
    State(object: event.data.object, created: event.created, isDirty: before == nil && !event.isCreation)
  }

  /// More changes of one object in one second than anybody makes: beyond, the order is not searched for.
  private static let maximumChain = 12

  /// The object after all of the events, each of which follows another one of them or `start`; nil where they do not
  /// form one chain. Whichever chain is found, its end is the same: each step leaves one form and reaches another, so
  /// the last form is the one that is reached more often than it is left.
  private static func chained(_ events: [StripeEvent], from start: JSONValue?) -> JSONValue? {
    if events.isEmpty { return start }
    guard events.count <= maximumChain else { return nil }
    var tried: [JSONValue] = []
    for (index, event) in events.enumerated() where event.follows(start) {
      // The same step again leads nowhere else: without this, a change that goes to and fro is tried in every order.
      if tried.contains(event.data.object) { continue }
      tried.append(event.data.object)
      var left = events
      left.remove(at: index)
      if let end = chained(left, from: event.data.object) { return end }
    }
    return nil
  }
}

extension StripeEvent {
  fileprivate var isCreation: Bool { type.hasSuffix(".created") }

  /// Whether the object was in this form before the event; nil: it was not there yet.
  fileprivate func follows(_ object: JSONValue?) -> Bool {
    if isCreation { return object == nil }
    guard let object, let previous = data.previousAttributes else { return false }
    return data.object.replacing(previous).withoutNulls == object.withoutNulls
  }
}

extension JSONValue {
  /// With the attributes of `previous` put back: objects member by member, everything else as a whole.
  fileprivate func replacing(_ previous: JSONValue) -> JSONValue {
    guard case .object(var members) = self, case .object(let old) = previous else { return previous }
    for (name, value) in old { members[name] = members[name]?.replacing(value) ?? value }
    return .object(members)
  }

  /// Without the members that are null: one that was not there before (a key of `metadata`) stands in
  /// `previous_attributes` as null.
  fileprivate var withoutNulls: JSONValue {
    switch self {
    case .object(let members): .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
    case .array(let values): .array(values.map(\.withoutNulls))
    default: self
    }
  }
}
