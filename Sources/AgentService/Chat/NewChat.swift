/// A chat that is about to begin.
struct NewChat: Sendable, Equatable {
  /// Characters of a title; a longer one is cut.
  static let maximumTitle = 80

  var id: String
  var userID: String
  var title: String
  /// The model that was asked for.
  var model: String

  /// - Parameter turns: what the user sent, whose first words become the title.
  init(id: String, userID: String, model: String, turns: [ChatTurn]) {
    self.id = id
    self.userID = userID
    self.model = model
    title = String((turns.first { $0.role == .user }?.content ?? "").prefix(Self.maximumTitle))
  }
}
