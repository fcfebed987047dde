import Contracts
import GRPCCore
import Runtime

/// `quartet.agent.v1.ChatService`.
struct ChatHandler: AgentV1.ChatService.SimpleServiceProtocol, DirectlyCallable {
  let chat: AgentChat
  let conversations: Conversations
  let types: AgentTypes

  func chat(request: AgentV1.ChatRequest, context: ServerContext) async throws -> AgentV1.ChatResponse {
    let call = try Call.current
    let input = try ChatInput(proto: request, types: types)
    let conversation = try await conversations.open(input, call)
    return try await chat.answer(conversation).asProto
  }
}
