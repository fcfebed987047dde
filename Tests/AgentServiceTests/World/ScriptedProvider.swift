import Synchronization

@testable import AgentService

/// A model that says what the test tells it to, and remembers what it was asked.
final class ScriptedProvider: ModelProvider {
  enum Step: Sendable {
    case reply(ModelReply)
    case fail(any Error)
  }

  let name: String
  private let script: Mutex<[Step]>
  private let asked = Mutex<[ModelRequest]>([])
  private let streaming: @Sendable (ModelStream.Emit) async throws -> ModelUsage?

  /// The last step is repeated for ever.
  init(
    _ name: String = "openai", _ script: [Step] = [],
    streaming: @escaping @Sendable (ModelStream.Emit) async throws -> ModelUsage? = { _ in nil }
  ) {
    self.name = name
    self.script = Mutex(script)
    self.streaming = streaming
  }

  var requests: [ModelRequest] { asked.withLock { $0 } }

  func complete(_ request: ModelRequest) async throws -> ModelReply {
    asked.withLock { $0.append(request) }
    let step = script.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
    switch step {
    case .reply(let reply): return reply
    case .fail(let error): throw error
    case nil: return ModelReply(text: "", usage: ModelUsage())
    }
  }

  func stream(_ request: ModelRequest) async throws -> ModelStream {
    asked.withLock { $0.append(request) }
    if case .fail(let error) = script.withLock({ $0.first }) { throw error }
    return ModelStream(relay: streaming)
  }

  static func text(_ text: String) -> Step {
    .reply(ModelReply(text: text, usage: ModelUsage(promptTokens: 100, completionTokens: 10)))
  }

  static func call(_ name: String, _ arguments: String, id: String = "call_1") -> Step {
    .reply(
      ModelReply(
        text: "", calls: [ModelToolCall(id: id, name: name, arguments: arguments)],
        usage: ModelUsage(promptTokens: 100, completionTokens: 10)))
  }
}
