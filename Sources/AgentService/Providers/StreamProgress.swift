/// How far a streamed answer has come. It is whole only when the provider has said that it is: a stream that
/// merely ends has broken off.
struct StreamProgress {
  var usage: ModelUsage?
  /// The provider has said why the answer ends.
  var isWhole = false
  /// Whether there was any text.
  var hasText = false

  /// - Throws: ``AgentError`` for an answer that broke off, or has no text.
  func requireWhole(_ provider: String) throws -> ModelUsage? {
    guard isWhole else { throw AgentError.providerUnavailable(provider, detail: "its answer broke off") }
    guard hasText else { throw AgentError.providerUnavailable(provider, detail: "its answer is empty") }
    return usage
  }
}
