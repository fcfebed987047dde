import Contracts
import Foundation
import GRPCCore
import Runtime

/// `quartet.agent.v1.ChatStreamService`. The lower protocol, because `x-chat-id` has to be known before
/// the stream begins.
struct ChatStreamHandler: AgentV1.ChatStreamService.ServiceProtocol, DirectlyCallable {
  static let contentType = "text/plain; charset=utf-8"

  let chat: StreamedChat

  func getChatStatus(
    request: ServerRequest<AgentV1.GetChatStatusRequest>, context: ServerContext
  ) async throws -> ServerResponse<AgentV1.ChatStatus> {
    ServerResponse(message: .with { $0.message = "Chat API is working" })
  }

  func streamChat(
    request: ServerRequest<AgentV1.StreamChatRequest>, context: ServerContext
  ) async throws -> StreamingServerResponse<Google_Api_HttpBody> {
    let call = try Call.current
    let input = try StreamChatInput(proto: request.message, caller: call.caller)
    let session = try await chat.open(input)
    call.response.add("x-chat-id", session.chatID)
    // Which model answers is always visible.
    call.response.add("x-chat-provider", session.choice.provider.name)
    call.response.add("x-chat-model", session.choice.model)
    return StreamingServerResponse { writer in
      try await session.relay { piece in
        try await writer.write(
          .with {
            $0.contentType = Self.contentType
            $0.data = Data(piece.utf8)
          })
      }
      return [:]
    }
  }
}
