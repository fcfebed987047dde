/// Whom a tool is for. Every tool says so itself: what a model can have done, the speaker can have done.
enum ToolAudience: Sendable {
  case everyone
  /// Only the shop's own people and systems.
  case staff
}
