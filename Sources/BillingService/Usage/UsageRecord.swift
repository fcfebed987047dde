import Storage

/// Usage as it was booked; never changed afterwards.
struct UsageRecord: Sendable, Equatable {
  /// What told of it.
  enum Source: String, Sendable {
    /// The settlement of a hold, whose id is the source's.
    case hold
    /// A hold that ended unsettled, with what it was known to have used.
    case progress
    /// A client's report.
    case report
  }

  /// UUIDv7.
  var id: String
  var subject: Subject
  var asset = Asset.token
  var usage: ModelUsage
  var cost: ModelCost
  var source: Source
  /// Unique within its source.
  var sourceID: String
  /// Who of the subject's people used it.
  var userID: String?
  var messages: Int64
  var funding = UsageFunding()
  /// The subject's usage is counted without gaps.
  var sequence: Int64 = 0
  var occurredAt: Timestamp

  var holdID: String? { source == .report ? nil : sourceID }
  var journalKey: String { "usage:\(source.rawValue):\(sourceID)" }
  var amount: UsageAmount {
    UsageAmount(messages: messages, tokens: usage.totalTokens, costMicroUSD: cost.microUSD)
  }

  /// Usage at today's prices.
  init(
    id: String, subject: Subject, usage: ModelUsage, source: Source, sourceID: String, userID: String? = nil,
    messages: Int64 = 0, occurredAt: Timestamp
  ) {
    self.id = id
    self.subject = subject
    self.usage = usage
    self.cost = PriceList.cost(of: usage)
    self.source = source
    self.sourceID = sourceID
    self.userID = userID
    self.messages = messages
    self.occurredAt = occurredAt
  }
}
