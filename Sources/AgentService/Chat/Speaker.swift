/// Who speaks in a chat that anybody may write to.
enum Speaker: Sendable, Equatable {
  /// Anybody: nothing about the speaker has been checked.
  case buyer
  /// The shop: a member of the store's company, or without a user the company's own back end.
  case staff(userID: String?)

  var userID: String? {
    if case .staff(let userID) = self { userID } else { nil }
  }

  /// Whether tools for the audience are for this speaker.
  func belongs(to audience: ToolAudience) -> Bool {
    switch (audience, self) {
    case (.everyone, _), (.staff, .staff): true
    case (.staff, .buyer): false
    }
  }
}
