import Runtime

/// What has happened in a conversation, as far as the offline model needs it: the buyer's latest words,
/// the tools' results since, and what was said before.
struct ShopTurn {
  /// A tool's result together with the call that it answers.
  struct Result {
    var name: String
    /// As text, by which calls are compared: 5.0 comes back as 5.
    var arguments: String
    var json: JSONValue

    var products: [Matching.Product] { (json["products"]?.array ?? []).compactMap(Matching.Product.init) }
    /// The words of a failed call.
    var errorMessage: String? {
      json["error"].map { json["message"]?.string ?? $0.string ?? "?" }
    }
  }

  let said: String
  let results: [Result]
  let before: ArraySlice<ModelMessage>

  init(_ messages: [ModelMessage]) {
    let latest = messages.lastIndex { if case .user = $0 { true } else { false } } ?? messages.startIndex
    var said = ""
    if messages.indices.contains(latest), case .user(let text) = messages[latest] { said = text }
    self.said = said
    before = messages[..<min(latest, messages.endIndex)]
    var calls: [String: ModelToolCall] = [:]
    var results: [Result] = []
    for message in messages[min(latest, messages.endIndex)...] {
      switch message {
      case .assistant(_, let made): for call in made { calls[call.id] = call }
      case .tool(let id, let name, let content):
        let arguments = calls[id].flatMap { try? JSONValue(text: $0.arguments) } ?? [:]
        results.append(Result(name: name, arguments: arguments.text, json: (try? JSONValue(text: content)) ?? .null))
      case .system, .user: break
      }
    }
    self.results = results
  }

  /// The latest result of a call with just these arguments.
  func result(of name: String, _ arguments: JSONValue) -> Result? {
    let text = arguments.text
    return results.last { $0.name == name && $0.arguments == text }
  }

  func result(of name: String) -> Result? { results.last { $0.name == name } }

  /// What the buyer had ordered when the latest offer was made.
  var offeredItems: [Intent.Item]? {
    let offer = before.lastIndex { message in
      if case .assistant(let text, _) = message { Offer(text: text) != nil } else { false }
    }
    guard let offer else { return nil }
    for message in before[..<offer].reversed() {
      guard case .user(let text) = message else { continue }
      if case .order(let items) = IntentParser.parse(text).kind { return items }
      return nil
    }
    return nil
  }

  /// What the buyer has said about the order so far, the latest first. How to pay is asked anew for
  /// every order, so it is taken over only as long as offers lie between.
  func checkout(with latest: Checkout) -> Checkout {
    var checkout = latest
    var isSameOrder = true
    for message in before.reversed() {
      switch message {
      case .user(let text):
        let earlier = IntentParser.parse(text).checkout
        checkout.name = checkout.name ?? earlier.name
        checkout.phone = checkout.phone ?? earlier.phone
        checkout.address = checkout.address ?? earlier.address
        if isSameOrder { checkout.payment = checkout.payment ?? earlier.payment }
      case .assistant(let text, _): if Offer(text: text) == nil { isSameOrder = false }
      case .system, .tool: break
      }
    }
    return checkout
  }

  /// The subject, or for "quanto custa?" the product that was talked about last.
  func subject(or subject: String) -> String {
    subject.isEmpty ? Offer(before)?.entries.first?.name ?? "" : subject
  }
}
