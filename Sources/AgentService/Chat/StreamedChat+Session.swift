import Runtime
import Storage
import Synchronization

extension StreamedChat {
  /// An accepted chat, whose answer is on its way.
  struct Session: Sendable {
    let chat: StreamedChat
    let tenantID: String
    let chatID: String
    let choice: ModelProviders.Choice
    let request: ModelRequest
    let reservation: Reservation
    let stream: ModelStream

    /// Hands each piece on as soon as it is there. However it ends (the client's leaving included), what
    /// was streamed is settled and kept.
    func relay(_ emit: @escaping ModelStream.Emit) async throws {
      let streamed = StreamedText()
      let progress = chat.metering.progress(of: reservation.id, tenantID: tenantID)
      let prompt = TokenEstimate.prompt(request)
      do {
        let usage = try await stream.relay { piece in
          let length = streamed.append(piece)
          progress.note(ModelUsage(promptTokens: prompt, completionTokens: TokenEstimate.tokens(bytes: length)))
          try await emit(piece)
        }
        await finish(streamed.text, usage)
      } catch {
        await finish(streamed.text, nil, hasLeft: error is CancellationError || Task.isCancelled)
        throw error
      }
    }

    /// - Parameter hasLeft: whether the reader has left a provider at work.
    private func finish(_ text: String, _ reported: ModelUsage?, hasLeft: Bool = false) async {
      let usage: ModelUsage
      if reported != nil || !text.isEmpty {
        usage = TokenEstimate.usage(request, text, reported: reported)
      } else {
        // Before its first token a provider charges for the prompt it has taken, and where it failed for nothing.
        usage = hasLeft ? ModelUsage(promptTokens: TokenEstimate.prompt(request)) : ModelUsage()
      }
      let settlement = Settlement(reservationID: reservation.id, usage: usage, model: choice.model)
      _ = await chat.metering.finish(settlement, tenantID: tenantID)
      guard !text.isEmpty else { return }
      let answer = ChatMessage(
        id: chat.ids.next(), role: .assistant, content: text.replacing("\0", with: ""),
        answeredBy: ModelName(provider: choice.provider.name, model: choice.model), usage: usage)
      // Unstructured on purpose: the answer is kept although the reader has left.
      await Task { await keep(answer) }.value
    }

    private func keep(_ answer: ChatMessage) async {
      do {
        try await StatementLimit.afterCall {
          try await chat.chats.append([answer], to: chatID, tenantID: tenantID, at: chat.clock.now())
        }
      } catch {
        chat.logger.error("an answer was not kept", metadata: ["chat": "\(chatID)", "error": "\(error)"])
      }
    }
  }
}

/// What has been streamed so far.
private final class StreamedText: Sendable {
  private let storage = Mutex("")

  var text: String { storage.withLock { $0 } }

  /// - Returns: how many bytes there are in all.
  func append(_ piece: String) -> Int {
    storage.withLock {
      $0 += piece
      return $0.utf8.count
    }
  }
}
