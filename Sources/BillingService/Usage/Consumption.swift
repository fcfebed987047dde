import Storage

/// What an app counts itself, for one of an organization's members.
struct Consumption: Sendable, Equatable {
  enum Kind: String, Sendable {
    case tokens, messages
  }

  /// Stands where others name their model: nobody charges for what an app counts.
  static let model = "quartet-app"
  private static let operationType = "consume"
  /// In one call; keeps sums within 64 bits.
  static let maximumAmount: Int64 = 1_000_000_000

  var kind: Kind
  var amount: Int64
  var userID: String
  var organizationID: String

  var subject: Subject { Subject(.organization, organizationID) }
  private var tokens: Int64 { kind == .tokens ? amount : 0 }
  private var messages: Int64 { kind == .messages ? amount : 0 }

  /// What is asked of limits and credits.
  var hold: NewHold {
    NewHold(
      subject: subject, units: tokens, messages: messages, model: Self.model, operationType: Self.operationType,
      userID: userID)
  }

  /// What is booked: tokens count as output, and are not a message.
  func record(id: String, at now: Timestamp) -> UsageRecord {
    UsageRecord(
      id: id, subject: subject,
      usage: ModelUsage(
        model: Self.model, operationType: Self.operationType, promptTokens: 0, completionTokens: tokens),
      source: .report, sourceID: id, userID: userID, messages: messages, occurredAt: now)
  }
}
