/// How many tokens a text is, about: four bytes each. For reservations, for the offline model, and for
/// answers whose provider reported no usage.
enum TokenEstimate {
  static func tokens(_ text: String) -> Int64 {
    text.isEmpty ? 0 : Int64((text.utf8.count + 3) / 4)
  }

  /// What an answer used whose provider does not say.
  static func usage(_ request: ModelRequest, _ answer: String) -> ModelUsage {
    ModelUsage(promptTokens: prompt(request), completionTokens: tokens(answer))
  }

  /// The prompt of a request: instructions, messages with a few tokens of framing each, and tools.
  static func prompt(_ request: ModelRequest) -> Int64 {
    var total = tokens(request.instructions ?? "")
    for message in request.messages { total += 4 + tokens(message.text) }
    for tool in request.tools { total += tokens(tool.description) + tokens(tool.parameters.text) }
    return max(1, total)
  }
}
