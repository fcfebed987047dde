/// Products that the assistant has named before, read back from its own words: the offline model keeps
/// nothing else.
struct Offer: Equatable {
  struct Entry: Equatable {
    var name: String
    /// The words that it answers, as in: Para “leite” encontrei: …
    var subject: String?
  }

  /// In the order of their numbers.
  var entries: [Entry]

  /// The latest message of the assistant that lists products.
  init?(_ messages: some BidirectionalCollection<ModelMessage>) {
    for message in messages.reversed() {
      guard case .assistant(let text, _) = message else { continue }
      if let offer = Offer(text: text) {
        self = offer
        return
      }
    }
    return nil
  }

  /// Reads lines like "1) Café Torrado 500g — R$ 18,90", each under its subject in curly quotes.
  init?(text: String) {
    var entries: [Entry] = []
    var subject: String?
    for line in text.split(whereSeparator: \.isNewline) {
      if let name = Self.name(line) {
        entries.append(Entry(name: name, subject: subject))
      } else if let open = line.firstIndex(of: "“"), let close = line[open...].firstIndex(of: "”") {
        subject = String(line[line.index(after: open)..<close])
      }
    }
    guard !entries.isEmpty else { return nil }
    self.entries = entries
  }

  private static func name(_ line: Substring) -> String? {
    let line = line.drop { $0 == " " || $0 == "*" || $0 == "-" }
    let digits = line.prefix { $0.isNumber && $0.isASCII }
    guard (1...2).contains(digits.count), let mark = line.dropFirst(digits.count).first, ").:".contains(mark) else {
      return nil
    }
    let rest = String(line.dropFirst(digits.count + 1)).replacing("**", with: "")
    let end = [" — ", " – ", " - R$", ": R$", " (R$"].compactMap { rest.firstRange(of: $0)?.lowerBound }.min()
    return end.map { String(rest[..<$0]).trimmed }
  }
}
