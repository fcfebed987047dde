import Runtime

/// The function-calling loop: the model is asked, its tool calls are done, their results go back to it,
/// at most five times.
struct ChatLoop: Sendable {
  static let iterations = 5
  /// Tool calls of one round beyond these are refused.
  static let callsPerRound = 10
  /// The longest answer where no company pays.
  static let maximumTokensWithoutCompany = 256

  let toolbox: Toolbox
  let order: ServiceChannel
  let embedder: any Embedder

  /// Runs the loop. `outcome` is filled as it goes, so that a failure leaves what was used so far.
  /// - Throws: ``AgentError`` when the provider can't, or `CancellationError`.
  func run(_ conversation: Conversation, _ choice: ModelProviders.Choice, into outcome: inout ChatOutcome) async throws
  {
    let toolbox = toolbox.tools(for: conversation)
    var request = Self.request(conversation, choice, toolbox)
    // Counts the changing calls that have come to a definite end.
    var changes = 0
    while outcome.iterations < Self.iterations {
      outcome.iterations += 1
      // The last round must answer with what there is.
      if outcome.iterations == Self.iterations { request.toolChoice = .none }
      let reply = try await choice.provider.complete(request)
      outcome.usage = outcome.usage + reply.usage
      outcome.text = reply.text
      outcome.truncated = reply.truncated
      if reply.calls.isEmpty || request.toolChoice == .none { break }
      request.messages.append(.assistant(reply.text, calls: reply.calls))
      for (place, call) in reply.calls.enumerated() {
        let done =
          place < Self.callsPerRound
          ? try await perform(call, toolbox, conversation, &changes, &outcome)
          : Self.failure(call, "TOO_MANY_CALLS", "At most \(Self.callsPerRound) calls at once.")
        outcome.calls.append(done)
        request.messages.append(.tool(callID: call.id, name: call.name, content: done.result))
      }
    }
    if outcome.text.trimmed.isEmpty { outcome.text = Self.apology(outcome) }
  }

  /// The first request of a conversation, with the tools of its turn.
  func request(_ conversation: Conversation, _ choice: ModelProviders.Choice) -> ModelRequest {
    Self.request(conversation, choice, toolbox.tools(for: conversation))
  }

  private static func request(
    _ conversation: Conversation, _ choice: ModelProviders.Choice, _ toolbox: Toolbox
  ) -> ModelRequest {
    ModelRequest(
      model: choice.model, instructions: conversation.instructions,
      messages: conversation.history + [.user(conversation.message)],
      tools: toolbox.definitions, temperature: conversation.type.temperature,
      maxTokens: min(
        conversation.type.maxTokens, conversation.companyID == nil ? Self.maximumTokensWithoutCompany : .max))
  }

  private func perform(
    _ call: ModelToolCall, _ toolbox: Toolbox, _ conversation: Conversation, _ changes: inout Int,
    _ outcome: inout ChatOutcome
  ) async throws -> ChatOutcome.Call {
    guard let tool = toolbox[call.name] else {
      return Self.failure(call, "UNKNOWN_TOOL", "There is no tool \(call.name).")
    }
    do {
      var arguments = try ToolArguments(text: call.arguments)
      let done = try await tool.call(&arguments, context(conversation, "\(call.name)/\(changes)"))
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

  private func context(_ conversation: Conversation, _ call: String) -> ToolContext {
    ToolContext(
      tenantID: conversation.tenantID, storeID: conversation.store?.id, agentID: conversation.agent?.id,
      leadID: conversation.leadID, speaker: conversation.speaker, clientIP: conversation.clientIP,
      maximumQuantity: conversation.agent?.maximumQuantity ?? Agent.standardMaximumQuantity,
      dryRun: conversation.dryRun,
      idempotencyKey: IdempotencyKey.make(conversation, call: call), order: order, embedder: embedder)
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
