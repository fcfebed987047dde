import Runtime

/// How well products fit a buyer's words.
enum Matching {
  /// A product of a search result.
  struct Product: Equatable {
    var id: String
    var name: String
    var category: String
    var description: String
    var price: String
    var cents: Int64
    var stock: Int64
    var score: Double

    /// - Returns: nil for a result without an id or name.
    init?(_ json: JSONValue) {
      guard let id = json["product_id"]?.string, let name = json["name"]?.string else { return nil }
      self.id = id
      self.name = name
      category = json["category"]?.string ?? ""
      description = json["description"]?.string ?? ""
      cents = json["price_cents"]?.int ?? 0
      price = json["price"]?.string ?? Price.reais(cents)
      stock = json["stock"]?.int ?? 0
      score = json["score"]?.double ?? 0
    }
  }

  /// How much of a buyer's words a product covers, each 0 to 1.
  struct Fit: Equatable {
    var product: Product
    /// By its name alone.
    var byName: Double
    /// By its name, category, description and what kind of thing it is.
    var overall: Double
    /// The name begins with what was asked for: "Leite" before "Doce de Leite".
    var leads: Bool
  }

  /// Products by fit, best first; equal ones stay in the order of the search.
  static func rank(_ products: [Product], for phrase: String) -> [Fit] {
    let wanted = terms(phrase)
    let fits = products.map { fit($0, wanted) }
    return fits.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.byName != y.byName { return x.byName > y.byName }
      if x.overall != y.overall { return x.overall > y.overall }
      if x.leads != y.leads { return x.leads }
      // Of several that all fit fully, the one that the shop stocks most is its usual one.
      if x.byName == 1, x.product.stock != y.product.stock { return x.product.stock > y.product.stock }
      if x.product.score != y.product.score { return x.product.score > y.product.score }
      return a.offset < b.offset
    }.map(\.element)
  }

  private static func fit(_ product: Product, _ wanted: [String]) -> Fit {
    let name = terms(product.name)
    let all = name + terms(product.category) + terms(product.description)
    let meanings = all + all.flatMap(Synonyms.kinds)
    func share(_ having: [String]) -> Double {
      guard !wanted.isEmpty else { return 0 }
      return Double(wanted.count { word in having.contains { similar($0, word) } }) / Double(wanted.count)
    }
    let leads = name.first.map { first in wanted.first.map { similar(first, $0) } ?? false } ?? false
    return Fit(product: product, byName: share(name), overall: share(meanings), leads: leads)
  }

  private static let units: [String: String] = [
    "g": "g", "gr": "g", "grama": "g", "gramas": "g", "kg": "kg", "quilo": "kg", "quilos": "kg", "kilo": "kg",
    "kilos": "kg", "l": "l", "lt": "l", "litro": "l", "litros": "l", "ml": "ml", "un": "un", "unidades": "un",
  ]

  /// The stems of a text, with sizes as one word: "500 g" and "500g" are the same.
  static func terms(_ text: String) -> [String] {
    let words = Words.split(text)
    var terms: [String] = []
    var place = 0
    while place < words.count {
      let word = words[place]
      let digits = word.prefix { $0.isNumber }
      if !digits.isEmpty, digits.count < word.count, let unit = units[String(word.dropFirst(digits.count))] {
        terms.append(digits + unit)
      } else if digits.count == word.count, place + 1 < words.count, let unit = units[words[place + 1]] {
        terms.append(digits + unit)
        place += 1
      } else if !Words.stop.contains(word) {
        terms.append(Synonyms.canonical(Words.stem(word)))
      }
      place += 1
    }
    return terms
  }

  /// Equal, or one slip of the pen apart in a word that is long enough.
  static func similar(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    // Most words are told apart by their lengths alone.
    guard min(a.utf8.count, b.utf8.count) >= 5, abs(a.utf8.count - b.utf8.count) <= 4 else { return false }
    let (x, y) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    guard min(x.count, y.count) >= 5, abs(x.count - y.count) <= 1 else { return false }
    let start = zip(x, y).prefix { $0 == $1 }.count
    let end = zip(x.reversed(), y.reversed()).prefix { $0 == $1 }.count
    // One letter more, less or other; or two neighbours swapped.
    if start + end >= max(x.count, y.count) - 1 { return true }
    return x.count == y.count && start + end >= x.count - 2 && x[start] == y[start + 1] && x[start + 1] == y[start]
  }
}
