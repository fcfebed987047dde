/// The real usage in place of a hold.
struct Settlement: Sendable, Equatable {
  var holdID: String
  var promptTokens: Int64
  var cachedTokens: Int64 = 0
  var completionTokens: Int64
  /// Nil: the held one.
  var model: String?
  /// Nil: the hold's.
  var userID: String?
  var agentID: String?
  var leadID: String?

  func usage(of hold: Hold) -> ModelUsage {
    ModelUsage(
      model: model ?? hold.model, operationType: hold.operationType, promptTokens: promptTokens,
      completionTokens: completionTokens, cachedTokens: cachedTokens, agentID: agentID ?? hold.agentID, leadID: leadID)
  }
}
