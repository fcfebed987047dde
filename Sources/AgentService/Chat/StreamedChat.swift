import Logging
import Runtime

/// The streaming chat of users. ``open(_:)`` does everything that can still be refused; the
/// ``Session`` then relays the answer.
struct StreamedChat: Sendable {
  let providers: ModelProviders
  let metering: Metering
  let chats: ChatStore
  let ids: any IDGenerator
  let clock: any WallClock
  let logger: Logger

  /// Checks the chat, the credits and the tier, keeps the user's message and asks the model.
  /// - Throws: ``AgentError``; whatever was reserved is released then.
  func open(_ input: StreamChatInput) async throws -> Session {
    // The upload endpoints come later: until then no user has a document, so any id is someone else's.
    if let id = input.documentIDs.first { throw AgentError.documentNotFound(id) }
    let choice = try choose(input)
    if let chatID = input.chatID {
      guard try await chats.exists(chatID, userID: input.userID, tenantID: input.tenantID) else {
        throw AgentError.chatNotFound
      }
    }
    let request = ModelRequest(
      model: choice.model, messages: input.messages.map(\.modelMessage), maxTokens: ChatModels.maxTokens)
    let reservation = try await reserve(input, request)
    do {
      guard ChatModels.allows(input.model, plan: reservation.planSlug) else {
        throw AgentError.modelNotAllowed(model: input.model)
      }
      // Side by side: the reader's first token must not wait for the commit of what was asked.
      async let kept = keep(input)
      let stream = try await choice.provider.stream(request)
      return Session(
        chat: self, tenantID: input.tenantID, chatID: try await kept, choice: choice, request: request,
        reservation: reservation, stream: stream)
    } catch {
      let nothing = Settlement(reservationID: reservation.id, usage: ModelUsage(), model: choice.model)
      _ = await metering.finish(nothing, tenantID: input.tenantID)
      throw error
    }
  }

  private func choose(_ input: StreamChatInput) throws -> ModelProviders.Choice {
    guard let model = ChatModels.all[input.model] else { throw AgentError.modelNotAllowed(model: input.model) }
    return input.isExplicit ? try providers.choose(explicitly: model) : providers.choose(model)
  }

  private func reserve(_ input: StreamChatInput, _ request: ModelRequest) async throws -> Reservation {
    do {
      let call = MeteredCall(
        source: .stream, sourceID: ids.next(), subject: .user(input.userID), userID: input.userID,
        tenantID: input.tenantID)
      return try await metering.reserve(call, for: request)
    } catch let error as ServiceError where error.reason == "QUOTA_EXCEEDED" {
      throw AgentError.insufficientCredits
    }
  }

  /// A new chat keeps the whole conversation that came with it, an existing one the new message.
  private func keep(_ input: StreamChatInput) async throws -> String {
    func kept(_ turn: ChatTurn) -> ChatMessage {
      ChatMessage(id: ids.next(), role: turn.role, content: turn.content)
    }
    if let chatID = input.chatID {
      try await chats.append(
        input.messages.suffix(1).map(kept), to: chatID, tenantID: input.tenantID, at: clock.now())
      return chatID
    }
    let chat = NewChat(id: ids.next(), userID: input.userID, model: input.model, turns: input.messages)
    try await chats.create(chat, input.messages.map(kept), tenantID: input.tenantID, at: clock.now())
    return chat.id
  }
}
