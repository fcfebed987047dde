/// The built-in model "quartet-offline": rules, no learning, no network. With tools it is a shop
/// assistant that goes through the same function-calling loop as any model; without, it quotes the
/// context that it was given. It keeps nothing: everything it knows is in the messages.
struct OfflineProvider: ModelProvider {
  let name = ModelName.offline.provider

  func complete(_ request: ModelRequest) async throws -> ModelReply { reply(request) }

  func stream(_ request: ModelRequest) async throws -> ModelStream {
    let reply = reply(request)
    return ModelStream { emit in
      for piece in Self.pieces(reply.text) {
        try Task.checkCancellation()
        try await emit(piece)
      }
      return reply.usage
    }
  }

  func reply(_ request: ModelRequest) -> ModelReply {
    let answer = request.tools.isEmpty ? .text(OfflineReader(request).answer()) : ShopAssistant(request).next()
    var reply = ModelReply(text: "", usage: ModelUsage(promptTokens: TokenEstimate.prompt(request)))
    switch answer {
    case .text(let text): reply.text = text
    case .calls(let calls): reply.calls = calls
    }
    let written = reply.calls.reduce(reply.text) { $0 + $1.name + $1.arguments }
    reply.usage.completionTokens = TokenEstimate.tokens(written)
    return reply
  }

  /// Words with the blanks after them.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in text {
      if !character.isWhitespace, piece.last?.isWhitespace == true {
        pieces.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }
}
