/// The offline model without tools: it quotes the sentences of the given context that fit the question
/// best, and says that this is all it can do.
struct OfflineReader {
  /// Sentences per answer.
  static let maximumQuotes = 3

  private let question: String
  private let context: [String]
  private let language: Language

  init(_ request: ModelRequest) {
    var question = ""
    var context: [String] = []
    for message in request.messages {
      switch message {
      case .system(let text), .tool(_, _, let text): context.append(text)
      case .user(let text):
        if !question.isEmpty { context.append(question) }
        question = text
      case .assistant: break  // its own words prove nothing
      }
    }
    // "Resuma: …": a long message brings its context along.
    if question.count > 400 { context.append(question) }
    self.question = question
    self.context = context
    language = Language(of: question)
  }

  func answer() -> String {
    let quotes = best()
    guard !quotes.isEmpty else { return "\(mode) \(nothing)" }
    return "\(mode) \(intro)\n" + quotes.map { "• \($0)" }.joined(separator: "\n")
  }

  private func best() -> [String] {
    let wanted = Set(Words.stems(question))
    guard !wanted.isEmpty else { return [] }
    let sentences = context.flatMap(Self.sentences)
    // A word that many sentences have tells them apart less (inverse document frequency).
    let stems = sentences.map { Set(Words.stems($0)) }
    var frequency: [String: Int] = [:]
    for set in stems { for stem in set where wanted.contains(stem) { frequency[stem, default: 0] += 1 } }
    let scored = stems.enumerated().compactMap { place, set -> (place: Int, score: Double)? in
      // Summed in one order, so that equal questions get equal answers.
      let score = set.intersection(wanted).sorted().reduce(0.0) { $0 + 1 / Double(1 + frequency[$1, default: 1]) }
      return score > 0 ? (place, score / Double(8 + set.count)) : nil
    }
    let top = scored.sorted { $0.score != $1.score ? $0.score > $1.score : $0.place < $1.place }.prefix(
      Self.maximumQuotes)
    var seen: Set<String> = []
    return top.map(\.place).sorted().map { sentences[$0] }.filter { seen.insert($0).inserted }
  }

  private static func sentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var sentence = ""
    var ended = false
    for character in text {
      if character.isNewline || (ended && character.isWhitespace) {
        sentences.append(sentence)
        sentence = ""
        ended = false
        continue
      }
      sentence.append(character)
      ended = ".!?…".contains(character)
    }
    sentences.append(sentence)
    return sentences.map(\.trimmed).filter { $0.count > 3 }.map { $0.count > 500 ? $0.prefix(500) + "…" : $0 }
  }

  private func say(_ portuguese: String, _ english: String, _ hungarian: String) -> String {
    switch language {
    case .portuguese: portuguese
    case .english: english
    case .hungarian: hungarian
    }
  }

  private var mode: String {
    say(
      "[Modo offline: nenhum modelo de linguagem está configurado.]",
      "[Offline mode: no language model is configured.]", "[Offline mód: nincs nyelvi modell beállítva.]")
  }
  private var intro: String {
    say(
      "Só posso citar os trechos do contexto que mais se aproximam da pergunta:",
      "I can only quote the passages of the given context that are closest to the question:",
      "Csak a megadott szöveg kérdéshez legközelebbi részeit tudom idézni:")
  }
  private var nothing: String {
    say(
      "Só posso citar trechos de documentos ou do contexto da conversa, e nada ali responde à pergunta.",
      "I can only quote documents or the context of the conversation, and nothing in it answers the question.",
      "Csak dokumentumokból vagy a beszélgetésből tudok idézni, és abban semmi sem felel erre a kérdésre.")
  }
}
