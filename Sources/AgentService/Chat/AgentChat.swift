import Logging
import Runtime

/// Answers a conversation: reserves, runs the loop, settles, and keeps the history.
struct AgentChat: Sendable {
  /// The documented answer when the quota is used up (vek1, `check_quota_or_block`).
  static let blockedMessage =
    "Estou temporariamente indisponível no momento. Posso te conectar com um atendente?"

  /// What billing refuses with when nothing is left.
  private static let usedUp: Set<String> = ["QUOTA_EXCEEDED", "USAGE_LIMIT_EXCEEDED"]

  let providers: ModelProviders
  let toolbox: Toolbox
  let orders: OrderClient
  let embedder: any Embedder
  let metering: Metering
  let history: MessageHistoryStore
  let ids: any IDGenerator
  let clock: any WallClock
  let logger: Logger

  func answer(_ conversation: Conversation) async throws -> ChatOutcome {
    let choice = providers.choose(conversation.model)
    var outcome = ChatOutcome(conversation, choice)
    do {
      outcome = try await metered(conversation, choice, outcome)
    } catch let error as ServiceError where Self.usedUp.contains(error.reason) {
      outcome.text = Self.blockedMessage
      outcome.blocked = true
    }
    await keep(conversation, outcome)
    return outcome
  }

  private func metered(
    _ conversation: Conversation, _ choice: ModelProviders.Choice, _ initial: ChatOutcome
  ) async throws -> ChatOutcome {
    var outcome = initial
    let loop = ChatLoop(conversation, choice, toolbox: toolbox, orders: orders, embedder: embedder)
    let call = MeteredCall(
      source: .turn, sourceID: ids.next(), subject: conversation.subject, userID: conversation.payingUserID,
      agentID: conversation.agent?.id, tenantID: conversation.tenantID)
    let reservation = try await metering.reserve(call, for: loop.request)
    let progress = metering.progress(of: reservation.id, tenantID: conversation.tenantID)
    do {
      try await loop.run(into: &outcome, progress)
    } catch {
      // Rounds that were answered before the failure have been paid for.
      _ = await finish(reservation, conversation, outcome)
      throw error
    }
    outcome.costMicroUSD = await finish(reservation, conversation, outcome) ?? cost(conversation, outcome)
    return outcome
  }

  private func finish(
    _ reservation: Reservation, _ conversation: Conversation, _ outcome: ChatOutcome
  ) async -> Int64? {
    let settlement = Settlement(
      reservationID: reservation.id, usage: outcome.usage, model: outcome.model, agentID: conversation.agent?.id,
      leadID: conversation.leadID)
    return await metering.finish(settlement, tenantID: conversation.tenantID)
  }

  /// By the agent type's own prices; the offline model costs nothing.
  private func cost(_ conversation: Conversation, _ outcome: ChatOutcome) -> Int64 {
    outcome.provider == ModelName.offline.provider ? 0 : conversation.type.cost(outcome.usage)
  }

  /// With a lead the caller keeps the history itself (vek1); a dry run leaves no trace. An answer that may
  /// tell of an order is not withheld because it could not be kept.
  private func keep(_ conversation: Conversation, _ outcome: ChatOutcome) async {
    guard let store = conversation.store, conversation.leadID == nil, !conversation.dryRun else { return }
    let now = clock.now()
    let answer = outcome.text.replacing("\0", with: "")
    do {
      try await history.add(
        [
          HistoryMessage(id: ids.next(), role: .user, content: conversation.message, createdAt: now),
          HistoryMessage(
            id: ids.next(), role: .assistant, content: answer, orderID: outcome.order?.id, createdAt: now),
        ], storeID: store.id, agentID: conversation.agent?.id, userID: conversation.userID,
        tenantID: conversation.tenantID)
    } catch {
      logger.error("a conversation was not kept", metadata: ["store": "\(store.id)", "error": "\(error)"])
    }
  }
}
