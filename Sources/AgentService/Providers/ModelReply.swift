/// A model's answer: a text, tool calls, or both.
struct ModelReply: Sendable, Equatable {
  var text: String
  var calls: [ModelToolCall] = []
  var usage: ModelUsage
  /// Cut off at the longest answer that was asked for.
  var truncated = false
}
