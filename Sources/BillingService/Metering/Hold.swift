import Storage

/// Units set aside for a call under way.
struct Hold: Sendable, Equatable {
  enum State: String, Sendable {
    case open
    /// Booked; perhaps after it had expired or was released.
    case settled
    case released
    /// Nobody settled it in time: what it was known to have used is booked, the rest free again.
    case expired
  }

  /// UUIDv7.
  var id: String
  /// What it is for, in the caller's words; unique within a tenant.
  var key: String
  var subject: Subject
  var asset = Asset.token
  /// Who of the subject's people calls.
  var userID: String?
  var agentID: String?
  var model: String
  var operationType: String
  /// The estimate.
  var units: Int64
  /// How many messages the call counts as.
  var messages: Int64
  /// What the estimate would cost at most; 0 where the price is not known.
  var costMicroUSD: Int64
  var state = State.open
  /// What is known to have been used so far.
  var progress = Progress()
  /// The period whose limits it counts against; nil without limits.
  var counted: Interval?
  /// How long it lives after it was last heard of.
  var lifetime: Duration
  var createdAt: Timestamp
  var expiresAt: Timestamp
  var closedAt: Timestamp?

  var account: LedgerAccount { LedgerAccount(.credits, asset, of: subject) }

  /// What it counts against limits.
  var amount: UsageAmount {
    UsageAmount(messages: messages, tokens: units, costMicroUSD: costMicroUSD)
  }

  struct Progress: Sendable, Equatable {
    var promptTokens: Int64 = 0
    var completionTokens: Int64 = 0
    /// Those of ``promptTokens`` that the provider had in its cache.
    var cachedTokens: Int64 = 0

    var isNone: Bool { promptTokens == 0 && completionTokens == 0 }
  }
}

/// A call that units are to be set aside for.
struct NewHold: Sendable, Equatable {
  static let defaultLifetime = Duration.seconds(300)

  var subject: Subject
  /// Prompt and longest answer together.
  var units: Int64
  /// Those of ``units`` that are the prompt, where it is known: they cost less.
  var promptTokens: Int64 = 0
  /// How many messages the call counts as.
  var messages: Int64 = 0
  var model: String
  var operationType: String
  var userID: String?
  var agentID: String?
  var lifetime = Self.defaultLifetime
  /// What the hold is for: a second one with it is the first one. Nil: a hold of its own.
  var key: String?

  /// What the call would cost at most.
  /// - Throws: ``BillingError/priceUnknown(model:)`` where that can't be told and such models are refused.
  func costMicroUSD(under entitlement: Entitlement) throws -> Int64 {
    guard let price = PriceList.price(of: model) else {
      if entitlement.refusesUnpricedModels { throw BillingError.priceUnknown(model: model) }
      return 0
    }
    let prompt = min(promptTokens, units)
    return price.maximumCost(promptTokens: prompt, others: units - prompt)
  }
}
