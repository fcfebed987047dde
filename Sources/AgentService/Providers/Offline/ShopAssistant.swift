import Runtime

/// The offline model as a shop assistant: understands the latest message, looks at what the tools have
/// said since, and decides the next step. A pure function of the request.
struct ShopAssistant {
  /// Products per answer.
  static let maximumShown = 5
  /// Products per search, so that ranking has something to choose from.
  static let maximumSearched: Int64 = 20

  let request: ModelRequest
  let turn: ShopTurn
  let say: Sentences

  init(_ request: ModelRequest) {
    self.request = request
    turn = ShopTurn(request.messages)
    say = Sentences(language: Language(of: turn.said))
  }

  func next() -> OfflineAnswer {
    let intent = IntentParser.parse(turn.said)
    return switch intent.kind {
    case .greeting: .text(say.greeting)
    case .thanks: .text(say.thanks)
    case .human: .text(say.human)
    case .cancel: .text(say.cannotCancel)
    case .unknown: .text(say.notUnderstood)
    case .ship(let orderID): ship(orderID)
    case .list(let subject): show(subject, intent)
    case .price(let subject): show(turn.subject(or: subject), intent)
    case .guess(let subject): guess(subject, intent)
    case .details(let subject): details(turn.subject(or: subject), intent)
    case .choose(let place, let quantity): choose(place, quantity, intent)
    case .order(let items): order(items, intent)
    }
  }

  // MARK: - Asking tools

  /// The calls that are still missing, or nil when a tool is not to be had.
  func call(_ wanted: [(name: String, arguments: JSONValue)]) -> OfflineAnswer {
    guard wanted.allSatisfy({ want in request.tools.contains { $0.name == want.name } }) else {
      return .text(wanted.contains { $0.name == "create_order" } ? say.cannotOrder : say.cannotDoThat)
    }
    guard request.toolChoice == .auto else { return .text(say.ranOut) }
    let calls = wanted.enumerated().map { place, want in
      ModelToolCall(id: "call_\(turn.results.count + place + 1)", name: want.name, arguments: want.arguments.text)
    }
    return .calls(calls)
  }

  static func search(_ phrase: String) -> (name: String, arguments: JSONValue) {
    ("search_products", ["query": .string(phrase), "limit": .int(maximumSearched)])
  }

  // MARK: - Showing products

  private func show(_ subject: String, _ intent: Intent) -> OfflineAnswer {
    let query = lookup(subject, intent)
    if query.name == "search_products", subject.isEmpty { return .text(say.whichProduct) }
    guard let result = turn.result(of: query.name, query.arguments) else { return call([query]) }
    if let error = result.errorMessage { return .text(say.failed(error)) }
    let products = chosen(result.products, subject, intent)
    guard !products.isEmpty else { return .text(say.nothingFound(subject)) }
    return .text(([say.found(subject)] + lines(products) + [say.howToOrder]).joined(separator: "\n"))
  }

  /// A search by meaning, or by price where a range was named or nothing else.
  private func lookup(_ subject: String, _ intent: Intent) -> (name: String, arguments: JSONValue) {
    let canFilter = request.tools.contains { $0.name == "filter_products_by_price" }
    if !canFilter || (intent.range.isOpen && !subject.isEmpty) { return Self.search(subject) }
    var arguments: [String: JSONValue] = ["limit": .int(Self.maximumSearched)]
    if let minimum = intent.range.minimum { arguments["min_price"] = .double(Double(minimum) / 100) }
    if let maximum = intent.range.maximum { arguments["max_price"] = .double(Double(maximum) / 100) }
    if !subject.isEmpty { arguments["category"] = .string(subject) }
    return ("filter_products_by_price", .object(arguments))
  }

  private func chosen(_ products: [Matching.Product], _ subject: String, _ intent: Intent) -> [Matching.Product] {
    var fits = Matching.rank(products, for: subject).filter { intent.range.contains($0.product.cents) }
    if !subject.isEmpty {
      // Only the best covered ones: "café" must not bring everything that is sold in 500 g.
      let best = fits.map(\.overall).max() ?? 0
      fits = best > 0 ? fits.filter { $0.overall >= best - 0.01 } : []
    } else {
      fits = products.filter { intent.range.contains($0.cents) }
        .map { Matching.Fit(product: $0, byName: 0, overall: 0, leads: false) }
    }
    switch intent.pick {
    case .best: break
    case .cheapest: fits.sort { $0.product.cents < $1.product.cents }
    case .dearest: fits.sort { $0.product.cents > $1.product.cents }
    }
    return fits.prefix(Self.maximumShown).map(\.product)
  }

  func lines(_ products: [Matching.Product], from first: Int = 1) -> [String] {
    products.enumerated().map { say.line(first + $0.offset, $0.element) }
  }

  private func guess(_ subject: String, _ intent: Intent) -> OfflineAnswer {
    let query = Self.search(subject)
    guard let result = turn.result(of: query.name, query.arguments) else {
      guard request.tools.contains(where: { $0.name == query.name }) else { return .text(say.notUnderstood) }
      return call([query])
    }
    let whole = Matching.rank(result.products, for: subject).contains { $0.overall >= 0.99 }
    return whole ? show(subject, intent) : .text(say.notUnderstood)
  }

  private func details(_ subject: String, _ intent: Intent) -> OfflineAnswer {
    guard !subject.isEmpty else { return .text(say.whichProduct) }
    let query = Self.search(subject)
    guard let result = turn.result(of: query.name, query.arguments) else { return call([query]) }
    if let error = result.errorMessage { return .text(say.failed(error)) }
    guard let best = Matching.rank(result.products, for: subject).first, best.byName >= 0.5 else {
      return .text(say.nothingFound(subject))
    }
    let arguments: JSONValue = ["product_id": .string(best.product.id)]
    guard let details = turn.result(of: "get_product_details", arguments) else {
      return call([("get_product_details", arguments)])
    }
    if let error = details.errorMessage { return .text(say.failed(error)) }
    let description = details.json["description"]?.string
    return .text(
      [say.line(1, best.product), description ?? "", say.howToOrder].filter { !$0.isEmpty }.joined(separator: "\n"))
  }

  // MARK: - Shipping

  private func ship(_ orderID: String?) -> OfflineAnswer {
    guard let orderID else { return .text(say.needsOrderID) }
    let arguments: JSONValue = ["order_id": .string(orderID)]
    guard let result = turn.result(of: "confirm_shipping", arguments) else {
      return call([("confirm_shipping", arguments)])
    }
    if let error = result.errorMessage { return .text(say.failed(error)) }
    return .text(result.json["dry_run"]?.bool == true ? say.wouldShip(orderID) : say.shipped(orderID))
  }
}
