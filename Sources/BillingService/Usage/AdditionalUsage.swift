/// How much more an organization would use.
struct AdditionalUsage: Sendable, Equatable {
  var organizationID: String
  var messages: Int64
  var tokens: Int64

  var hold: NewHold {
    NewHold(
      subject: Subject(.organization, organizationID), units: tokens, messages: messages, model: Consumption.model,
      operationType: "check")
  }
}
