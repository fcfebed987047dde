import Contracts
import Logging
import Runtime
import Storage
import Synchronization

/// The streaming chat of users. ``open(_:)`` does everything that can still be refused; the
/// ``Session`` then relays the answer.
struct StreamedChat: Sendable {
  let providers: ModelProviders
  let metering: Metering
  let chats: ChatStore
  let ids: any IDGenerator
  let clock: any WallClock
  let logger: Logger

  /// What a user asks.
  struct Question: Sendable {
    var tenantID: String
    var userID: String
    /// An existing chat.
    var chatID: String?
    /// A model of ``ChatModels``.
    var model: String
    /// Whether the user named the model.
    var isExplicit: Bool
    var messages: [Turn]

    struct Turn: Sendable, Equatable {
      var role: String
      var content: String
    }
  }

  /// Checks the chat, the credits and the tier, keeps the user's message and asks the model.
  /// - Throws: ``AgentError``; whatever was reserved is released then.
  func open(_ question: Question) async throws -> Session {
    let choice = try choose(question)
    if let chatID = question.chatID {
      guard try await chats.exists(chatID, userID: question.userID, tenantID: question.tenantID) else {
        throw AgentError.chatNotFound
      }
    }
    let request = ModelRequest(
      model: choice.model, messages: question.messages.map(\.modelMessage), maxTokens: ChatModels.maxTokens)
    let reservation = try await reserve(question, request)
    do {
      guard ChatModels.allows(question.model, plan: reservation.planSlug) else {
        throw AgentError.modelNotAllowed(model: question.model)
      }
      // Side by side: the reader's first token must not wait for the commit of the question.
      async let kept = keep(question, choice)
      let stream = try await choice.provider.stream(request)
      return Session(
        chat: self, tenantID: question.tenantID, chatID: try await kept, choice: choice, request: request,
        reservation: reservation, stream: stream)
    } catch {
      _ = await metering.finish(
        reservation, usage: ModelUsage(), model: choice.model, tenantID: question.tenantID)
      throw error
    }
  }

  private func choose(_ question: Question) throws -> ModelProviders.Choice {
    guard let model = ChatModels.all[question.model] else { throw AgentError.modelNotAllowed(model: question.model) }
    return question.isExplicit ? try providers.choose(explicitly: model) : providers.choose(model)
  }

  private func reserve(_ question: Question, _ request: ModelRequest) async throws -> BillingV1.Reservation {
    do {
      return try await metering.reserve(
        .with {
          $0.kind = .user
          $0.id = question.userID
        }, tokens: TokenEstimate.prompt(request) + Int64(request.maxTokens), model: request.model,
        tenantID: question.tenantID)
    } catch let error as ServiceError where error.reason == "QUOTA_EXCEEDED" {
      throw AgentError.insufficientCredits
    }
  }

  /// A new chat keeps the whole conversation that came with it, an existing one the new message.
  private func keep(_ question: Question, _ choice: ModelProviders.Choice) async throws -> String {
    func kept(_ turn: Question.Turn) -> ChatStore.Message {
      ChatStore.Message(id: ids.next(), role: turn.role, content: turn.content)
    }
    if let chatID = question.chatID {
      try await chats.append(
        question.messages.suffix(1).map(kept), to: chatID, tenantID: question.tenantID, at: clock.now())
      return chatID
    }
    let chatID = ids.next()
    let title = question.messages.first { $0.role == "user" }?.content ?? ""
    try await chats.create(
      chatID, title: String(title.prefix(80)), model: question.model, messages: question.messages.map(kept),
      userID: question.userID, tenantID: question.tenantID, at: clock.now())
    return chatID
  }
}

extension StreamedChat {
  /// An accepted question, whose answer is on its way.
  struct Session: Sendable {
    let chat: StreamedChat
    let tenantID: String
    let chatID: String
    let choice: ModelProviders.Choice
    let request: ModelRequest
    let reservation: BillingV1.Reservation
    let stream: ModelStream

    /// Hands each piece on as soon as it is there. However it ends (the client's leaving included), what
    /// was streamed is settled and kept.
    func relay(_ emit: @escaping ModelStream.Emit) async throws {
      let streamed = StreamedText()
      do {
        let usage = try await stream.relay { piece in
          streamed.append(piece)
          try await emit(piece)
        }
        await finish(streamed.text, usage)
      } catch {
        await finish(streamed.text, nil)
        throw error
      }
    }

    private func finish(_ text: String, _ reported: ModelUsage?) async {
      // A provider that failed before its first token charges nothing.
      let usage =
        reported == nil && text.isEmpty ? ModelUsage() : TokenEstimate.usage(request, text, reported: reported)
      _ = await chat.metering.finish(reservation, usage: usage, model: choice.model, tenantID: tenantID)
      guard !text.isEmpty else { return }
      let answer = ChatStore.Message(
        id: chat.ids.next(), role: "assistant", content: text.replacing("\0", with: ""),
        answeredBy: ModelName(provider: choice.provider.name, model: choice.model), usage: usage)
      // Unstructured on purpose: the answer is kept although the reader has left.
      await Task {
        do {
          try await StatementLimit.afterCall {
            try await chat.chats.append([answer], to: chatID, tenantID: tenantID, at: chat.clock.now())
          }
        } catch {
          chat.logger.error("An answer was not kept", metadata: ["chat": "\(chatID)", "error": "\(error)"])
        }
      }.value
    }
  }
}

extension StreamedChat.Question.Turn {
  /// False for an assistant's turn without a text, which an answer that broke off leaves behind.
  var saysSomething: Bool { role != "assistant" || !content.trimmed.isEmpty }

  var modelMessage: ModelMessage {
    switch role {
    case "system": .system(content)
    case "assistant": .assistant(content)
    default: .user(content)
    }
  }
}

/// What has been streamed so far.
private final class StreamedText: Sendable {
  private let storage = Mutex("")

  var text: String { storage.withLock { $0 } }
  func append(_ piece: String) { storage.withLock { $0 += piece } }
}
