/// A tool that a model wants to be called.
struct ModelToolCall: Sendable, Equatable {
  var id: String
  var name: String
  /// JSON text, as the model wrote it: it may be anything.
  var arguments: String
}
