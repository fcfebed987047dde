import Runtime

/// The function-calling loop of one turn: the model is asked, its tool calls are done, their results go back to it,
/// at most five times.
struct ChatLoop: Sendable {
  static let maximumIterations = 5
  /// Tool calls of one round beyond these are refused.
  static let maximumCallsPerRound = 10
  /// Tokens of an answer where no company pays.
  static let maximumTokensWithoutCompany = 256

  /// What the model is asked first.
  let request: ModelRequest

  private let conversation: Conversation
  private let provider: any ModelProvider
  /// The tools of this turn.
  private let toolbox: Toolbox
  private let maximumQuantity: Int64
  private let orders: OrderClient
  private let embedder: any Embedder

  /// - Parameter toolbox: every tool that there is.
  init(
    _ conversation: Conversation, _ choice: ModelProviders.Choice, toolbox: Toolbox, orders: OrderClient,
    embedder: any Embedder
  ) {
    let toolbox = toolbox.tools(for: conversation)
    self.conversation = conversation
    self.provider = choice.provider
    self.toolbox = toolbox
    maximumQuantity = conversation.maximumQuantity
    self.orders = orders
    self.embedder = embedder
    request = ModelRequest(
      model: choice.model, instructions: conversation.instructions,
      messages: conversation.history + [.user(conversation.message)],
      tools: toolbox.definitions, temperature: conversation.type.temperature,
      maxTokens: min(
        conversation.type.maxTokens, conversation.companyID == nil ? Self.maximumTokensWithoutCompany : .max))
  }

  /// Runs the loop. `outcome` is filled as it goes, so that a failure leaves what was used so far.
  /// - Parameter progress: hears of each round after which another one may come.
  /// - Throws: ``AgentError`` when the provider can't, or `CancellationError`.
  func run(into outcome: inout ChatOutcome, _ progress: ProgressReports) async throws {
    var request = request
    // Counts the changing calls that have come to a definite end.
    var changes = 0
    while outcome.iterations < Self.maximumIterations {
      outcome.iterations += 1
      // The last round must answer with what there is.
      if outcome.iterations == Self.maximumIterations { request.toolChoice = .none }
      let reply = try await provider.complete(request)
      outcome.usage = outcome.usage + reply.usage
      outcome.text = reply.text
      outcome.truncated = reply.truncated
      if reply.calls.isEmpty || request.toolChoice == .none { break }
      progress.note(outcome.usage)
      request.messages.append(.assistant(reply.text, calls: reply.calls))
      for (place, call) in reply.calls.enumerated() {
        let done =
          place < Self.maximumCallsPerRound
          ? try await perform(call, &changes, &outcome)
          : Self.failure(call, "TOO_MANY_CALLS", "At most \(Self.maximumCallsPerRound) calls at once.")
        outcome.calls.append(done)
        request.messages.append(.tool(callID: call.id, name: call.name, content: done.result))
      }
    }
    if outcome.text.trimmed.isEmpty { outcome.text = Self.apology(outcome) }
  }

  private func perform(
    _ call: ModelToolCall, _ changes: inout Int, _ outcome: inout ChatOutcome
  ) async throws -> ChatOutcome.Call {
    guard let tool = toolbox[call.name] else {
      return Self.failure(call, "UNKNOWN_TOOL", "There is no tool \(call.name).")
    }
    do {
      var arguments = try ToolArguments(text: call.arguments)
      let done = try await tool.call(&arguments, context("\(call.name)/\(changes)"))
      if tool.mutates { changes += 1 }
      if let order = done.order { outcome.order = order }
      return ChatOutcome.Call(name: call.name, arguments: call.arguments, result: done.result.text, ok: true)
    } catch let error as ToolError {
      return Self.failure(call, error.reason, error.message)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      let known = ServiceError(any: error)
      if known.code == .cancelled { throw CancellationError() }
      // After an outage nobody knows whether the change was made, and a key that was used before tells that it
      // was: the next try keeps the key, so that it is made once.
      let isDefinite =
        known.code != .unavailable && known.code != .deadlineExceeded && known.reason != "IDEMPOTENCY_KEY_REUSED"
        && !known.isUnexpected
      if tool.mutates && isDefinite { changes += 1 }
      return Self.failure(call, known.reason, known.message)
    }
  }

  /// - Parameter call: names a tool call of this turn, the same in a repetition.
  private func context(_ call: String) -> ToolContext {
    ToolContext(
      tenantID: conversation.tenantID, storeID: conversation.store?.id, agentID: conversation.agent?.id,
      leadID: conversation.leadID, speaker: conversation.speaker, clientIP: conversation.clientIP,
      maximumQuantity: maximumQuantity, dryRun: conversation.dryRun,
      idempotencyKey: IdempotencyKey.make(conversation, call: call), orders: orders, embedder: embedder)
  }

  private static func failure(_ call: ModelToolCall, _ reason: String, _ message: String) -> ChatOutcome.Call {
    let result: JSONValue = ["error": .string(reason), "message": .string(message)]
    return ChatOutcome.Call(name: call.name, arguments: call.arguments, result: result.text, ok: false)
  }

  /// For a model that has said nothing: an order must not go unmentioned.
  private static func apology(_ outcome: ChatOutcome) -> String {
    guard let order = outcome.order else {
      return "Desculpe, não consegui concluir o seu pedido de informação. Pode repetir de outra forma?"
    }
    return "Pedido \(order.id) criado." + (order.pixCopyPaste.map { " PIX copia e cola: \($0)" } ?? "")
  }
}
