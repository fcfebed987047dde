import Runtime

/// Taking orders: every line is looked up; when all lines are clear the order is made, otherwise the
/// buyer hears what is not.
extension ShopAssistant {
  private enum Line {
    case clear(Matching.Product, Int64)
    /// Says what is the matter with a line, with products to choose from.
    case unclear(String, [Matching.Product])
  }

  func order(_ items: [Intent.Item], _ intent: Intent) -> OfflineAnswer {
    if let result = turn.result(of: "create_order") { return .text(report(result)) }
    let items = items.map(named).flatMap(split)
    guard !items.isEmpty, items.allSatisfy({ !$0.phrase.isEmpty }) else { return .text(say.whichProduct) }
    let missing = items.map { Self.search($0.phrase) }.filter { turn.result(of: $0.name, $0.arguments) == nil }
    guard missing.isEmpty else {
      var texts: Set<String> = []
      return call(missing.filter { texts.insert($0.arguments.text).inserted })
    }
    var lines: [Line] = []
    for item in items {
      guard let result = search(item.phrase) else { continue }
      if let error = result.errorMessage { return .text(say.failed(error)) }
      lines.append(line(item, result.products, intent))
    }
    let clear = lines.compactMap { if case .clear(let product, let quantity) = $0 { (product, quantity) } else { nil } }
    guard clear.count == lines.count else { return .text(explain(lines)) }
    return call([("create_order", arguments(clear, turn.checkout(with: intent.checkout)))])
  }

  /// Answers to an offer are orders of the product that was offered.
  func choose(_ place: Int?, _ quantity: Int64?, _ intent: Intent) -> OfflineAnswer {
    guard let offer = Offer(turn.before) else { return .text(say.notUnderstood) }
    var place = place
    var quantity = quantity
    if offer.entries.count == 1 {
      // With one product to choose from, a bare number says how many.
      if let number = place, number > 1, quantity == nil { quantity = Int64(number) }
      place = 1
    }
    guard let place, offer.entries.indices.contains(place - 1) else { return .text(say.whichOne) }
    let chosen = offer.entries[place - 1]
    let earlier = turn.offeredItems ?? []
    guard let subject = chosen.subject, earlier.contains(where: { $0.phrase == subject }) else {
      let fallback = earlier.count == 1 ? earlier[0].quantity : 1
      return order([Intent.Item(quantity: quantity ?? fallback, phrase: chosen.name)], intent)
    }
    let items = earlier.map { item in
      item.phrase == subject ? Intent.Item(quantity: quantity ?? item.quantity, phrase: chosen.name) : item
    }
    return order(items, intent)
  }

  /// "Quero 2" and "quero 2 desse" are about the product that was talked about last.
  private func named(_ item: Intent.Item) -> Intent.Item {
    guard item.phrase.isEmpty, let name = Offer(turn.before)?.entries.first?.name else { return item }
    return Intent.Item(quantity: item.quantity, phrase: name)
  }

  /// "Café e leite" is one product if the shop has it, and two lines otherwise.
  private func split(_ item: Intent.Item) -> [Intent.Item] {
    let parts = item.phrase.split(separator: " ").split { ["e", "and"].contains($0.lowercased()) }
    guard parts.count > 1, let result = search(item.phrase), result.errorMessage == nil,
      !Matching.rank(result.products, for: item.phrase).contains(where: { $0.overall >= 0.99 })
    else { return [item] }
    return parts.map { Intent.Item(quantity: item.quantity, phrase: $0.joined(separator: " ")) }
  }

  private func search(_ phrase: String) -> ShopTurn.Result? {
    let query = Self.search(phrase)
    return turn.result(of: query.name, query.arguments)
  }

  private func line(_ item: Intent.Item, _ products: [Matching.Product], _ intent: Intent) -> Line {
    let fits = Matching.rank(products, for: item.phrase).filter { intent.range.contains($0.product.cents) }
    var fitting = fits.filter { $0.byName >= 0.99 }
    if fitting.isEmpty {
      // One product alone that fits by category or description is clear enough; several are a choice.
      let others = fits.filter { $0.overall >= 0.99 }
      if others.count == 1 || intent.pick != .best { fitting = others }
    }
    guard !fitting.isEmpty else {
      let similar = fits.filter { $0.overall > 0 }.prefix(Self.maximumShown).map(\.product)
      return .unclear(similar.isEmpty ? say.nothingFound(item.phrase) : say.perhaps(item.phrase), similar)
    }
    switch intent.pick {
    case .best: break
    case .cheapest: fitting.sort { $0.product.cents < $1.product.cents }
    case .dearest: fitting.sort { $0.product.cents > $1.product.cents }
    }
    // A product that is named in full is meant, in stock or not; else one that can be delivered.
    let exact = fitting.first { Words.split($0.product.name) == Words.split(item.phrase) }
    if let product = (exact ?? fitting.first { $0.product.stock >= item.quantity })?.product,
      product.stock >= item.quantity
    {
      return .clear(product, item.quantity)
    }
    let wanted = (exact ?? fitting[0]).product
    let others = fits.filter { $0.overall > 0.5 && $0.product.stock >= item.quantity && $0.product.id != wanted.id }
    return .unclear(say.tooFew(wanted, item.quantity), others.prefix(Self.maximumShown).map(\.product))
  }

  private func explain(_ lines: [Line]) -> String {
    var paragraphs: [String] = []
    var number = 1
    for line in lines {
      guard case .unclear(let problem, let products) = line else { continue }
      // The numbers go on through all lists, so that one answer can mean one product only.
      paragraphs.append(([problem] + self.lines(products, from: number)).joined(separator: "\n"))
      number += products.count
    }
    paragraphs.append(number > 1 ? "\(say.nothingOrdered) \(say.whichOne)" : say.nothingOrdered)
    return paragraphs.joined(separator: "\n")
  }

  private func arguments(_ lines: [(Matching.Product, Int64)], _ checkout: Checkout) -> JSONValue {
    var customer: [String: JSONValue] = [:]
    if let name = checkout.name { customer["name"] = .string(name) }
    if let phone = checkout.phone { customer["phone"] = .string(phone) }
    if let address = checkout.address { customer["address"] = .string(address) }
    var arguments: [String: JSONValue] = [
      "items": .array(lines.map { ["product_id": .string($0.0.id), "quantity": .int($0.1)] }),
      "payment_method": .string((checkout.payment ?? .pix).rawValue),
    ]
    if !customer.isEmpty { arguments["customer_info"] = .object(customer) }
    return .object(arguments)
  }

  private func report(_ result: ShopTurn.Result) -> String {
    if let error = result.errorMessage { return "\(say.failed(error)) \(say.nothingOrdered)" }
    let json = result.json
    let isDryRun = json["dry_run"]?.bool == true
    var lines = [isDryRun ? say.wouldMake : say.made(json["order_id"]?.string ?? "?")]
    for item in json["items"]?.array ?? [] {
      lines.append("• \(item["quantity"]?.int ?? 0) × \(item["name"]?.string ?? "?") — \(item["total"]?.string ?? "")")
    }
    lines.append(say.total(json["total"]?.string ?? "?"))
    if let dropped = json["dropped_product_ids"]?.array, !dropped.isEmpty { lines.append(say.dropped(dropped.count)) }
    if json["payment_method"]?.string == PaymentMethod.cod.rawValue {
      lines.append(say.onDelivery)
    } else if let code = json["pix_copy_paste"]?.string {
      lines.append(say.pix(code))
    } else if !isDryRun {
      lines.append(say.noPix)
    }
    return lines.joined(separator: "\n")
  }
}
