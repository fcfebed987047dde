extension Checkout {
  /// Takes payment, address, name and telephone out of an utterance, so that their words and numbers are
  /// not taken for products.
  static func take(from utterance: inout Utterance) -> Checkout {
    var checkout = Checkout()
    checkout.payment = takePayment(&utterance)
    checkout.phone = takePhone(&utterance)
    checkout.name = takeName(&utterance)
    checkout.address = takeAddress(&utterance)
    return checkout
  }

  private static let payments: [(pattern: String, payment: PaymentMethod)] = [
    ("na entrega", .cod), ("em dinheiro", .cod), ("no dinheiro", .cod), ("com dinheiro", .cod),
    ("no cartao", .cod), ("com cartao", .cod), ("em cartao", .cod), ("on delivery", .cod), ("in cash", .cod),
    ("quando chegar", .cod), ("cod", .cod), ("pix", .pix),
  ]
  /// Words before a payment method that belong to it.
  private static let payingWords: Set = [
    "pagar", "pago", "paga", "pagando", "pagamento", "pagarei", "vou", "em", "no", "na", "por", "via", "com", "forma",
    "pay", "paying", "payment", "cash", "with", "by", "sera", "vai", "ser", "de", "o", "dinheiro", "cartao",
  ]

  private static func takePayment(_ utterance: inout Utterance) -> PaymentMethod? {
    for (pattern, payment) in payments {
      guard let range = utterance.firstRange(of: pattern) else { continue }
      // "entregar na entrega" does not happen, but "taxa na entrega" does: only after a word of paying,
      // at an end, or after a mark.
      var start = range.lowerBound
      while start > 0, payingWords.contains(utterance.words[start - 1].folded) { start -= 1 }
      if start > 0, start < range.lowerBound, utterance.words[start - 1].folded == "e" { start -= 1 }
      utterance.words.replaceSubrange(start..<range.upperBound, with: [.init(text: ",", folded: ",")])
      return payment
    }
    return nil
  }

  private static func takePhone(_ utterance: inout Utterance) -> String? {
    for word in ["telefone", "fone", "tel", "celular", "whatsapp", "zap", "phone"] {
      guard let range = utterance.firstRange(of: word) else { continue }
      var end = range.upperBound
      while end < utterance.words.count, ["e", "é", ":", "eh", "is"].contains(utterance.words[end].folded) { end += 1 }
      let first = end
      while end < utterance.words.count, isPhonePart(utterance.words[end].text) { end += 1 }
      let number = utterance.words[first..<end].map(\.text).joined(separator: " ")
      guard number.count(where: \.isNumber) >= 8 else { continue }
      var start = range.lowerBound
      while start > 0, ["meu", "o", "my"].contains(utterance.words[start - 1].folded) { start -= 1 }
      utterance.words.replaceSubrange(start..<end, with: [.init(text: ".", folded: ".")])
      return number
    }
    return nil
  }

  private static func isPhonePart(_ word: String) -> Bool {
    word.allSatisfy { $0.isNumber || "()+-.".contains($0) } && word.contains(where: \.isNumber)
  }

  private static func takeName(_ utterance: inout Utterance) -> String? {
    for pattern in ["meu nome e", "me chamo", "my name is", "aqui e o", "aqui e a", "nome :"] {
      guard let range = utterance.firstRange(of: pattern) else { continue }
      var end = range.upperBound
      while end < utterance.words.count, isNamePart(utterance.words[end], isFirst: end == range.upperBound) { end += 1 }
      guard end > range.upperBound else { continue }
      let name = utterance.words[range.upperBound..<end].map(\.text).joined(separator: " ")
      utterance.words.replaceSubrange(range.lowerBound..<end, with: [.init(text: ".", folded: ".")])
      return name
    }
    return nil
  }

  private static func isNamePart(_ word: Utterance.Word, isFirst: Bool) -> Bool {
    guard !word.isMark, word.text.allSatisfy({ $0.isLetter || $0 == "-" || $0 == "'" }) else { return false }
    return isFirst || word.text.first?.isUppercase == true || ["da", "de", "do", "dos", "das"].contains(word.folded)
  }

  private static let addressOpenings = [
    "endereco de entrega e", "endereco de entrega :", "endereco e", "endereco :", "meu endereco e", "entregar na",
    "entregar no", "entregar em", "entrega na", "entrega no", "entrega em", "entregue na", "entregue no",
    "entregue em", "entregar para a", "entrega para a", "entregar pra", "entrega pra", "para a rua", "deliver to",
  ]
  private static let places: Set = [
    "rua", "r", "av", "avenida", "travessa", "praca", "alameda", "estrada", "rodovia", "bairro", "apto", "apartamento",
    "quadra", "lote", "cep", "casa", "street", "condominio", "vila", "largo",
  ]

  private static func takeAddress(_ utterance: inout Utterance) -> String? {
    for opening in addressOpenings {
      guard var range = utterance.firstRange(of: opening) else { continue }
      if opening.hasSuffix(" rua") { range = range.lowerBound..<range.upperBound - 1 }
      // An address has commas and numbers in it; it ends with the sentence.
      let end =
        utterance.words[range.upperBound...].firstIndex { [".", ";", "!", "?"].contains($0.folded) }
        .flatMap { $0 > range.upperBound + 1 ? $0 : nil } ?? utterance.words.count
      let words = utterance.words[range.upperBound..<end]
      guard opening.contains("endereco") || words.prefix(3).contains(where: { places.contains($0.folded) }) else {
        continue
      }
      let address = written(words)
      guard !address.isEmpty else { continue }
      utterance.words.replaceSubrange(range.lowerBound..<end, with: [.init(text: ".", folded: ".")])
      return address
    }
    return nil
  }

  /// Words and marks put together again as they were written.
  private static func written(_ words: ArraySlice<Utterance.Word>) -> String {
    var text = ""
    for word in words {
      if !word.isMark, !text.isEmpty { text.append(" ") }
      text += word.text
    }
    while let last = text.last, ",. ".contains(last) { text.removeLast() }
    return text
  }
}
