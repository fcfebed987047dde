/// How many tokens a text is, about: four bytes each. For reservations, for the offline model, and for
/// answers whose provider reported no usage.
enum TokenEstimate {
  static func tokens(_ text: String) -> Int64 {
    tokens(bytes: text.utf8.count)
  }

  static func tokens(bytes: Int) -> Int64 { Int64((bytes + 3) / 4) }

  /// What an answer used: what its provider reports, or the estimate where it reports nothing, or what can't be
  /// true. A wrong count would be charged, and shut out whoever shares the quota.
  static func usage(_ request: ModelRequest, _ answer: String, reported: ModelUsage?) -> ModelUsage {
    let prompt = prompt(request)
    // No text has more tokens than bytes, which the estimate has four of each; a provider adds words of its own.
    let maximumPrompt = 4 * prompt + 10_000
    // Some count their reasoning beside the answer.
    let maximumAnswer = 4 * Int64(request.maxTokens) + 10_000
    if let reported, reported.promptTokens <= maximumPrompt, reported.completionTokens <= maximumAnswer {
      return reported
    }
    return ModelUsage(promptTokens: prompt, completionTokens: tokens(answer))
  }

  /// What a request may use: its prompt and the longest answer that it asks for.
  static func maximum(_ request: ModelRequest) -> Int64 { prompt(request) + Int64(request.maxTokens) }

  /// The prompt of a request: instructions, messages with a few tokens of framing each, and tools.
  static func prompt(_ request: ModelRequest) -> Int64 {
    var total = tokens(request.instructions ?? "")
    for message in request.messages { total += 4 + tokens(message.text) }
    for tool in request.tools { total += tokens(tool.description) + tokens(tool.parameters.text) }
    return max(1, total)
  }
}
