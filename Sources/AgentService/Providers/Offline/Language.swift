/// The languages that the offline model answers in; it understands orders in the first two.
enum Language: Sendable {
  case portuguese, english, hungarian

  /// The language of a text by its small words; Portuguese when nothing speaks for another.
  init(of text: String) {
    let words = text.lowercased().split { !$0.isLetter }.map(String.init)
    func count(_ hints: Set<String>) -> Int { words.count { hints.contains($0) } }
    let portuguese = count(Self.portugueseHints)
    let english = count(Self.englishHints)
    let hungarian = count(Self.hungarianHints) + (text.contains { "őűŐŰ".contains($0) } ? 1 : 0)
    if hungarian > max(portuguese, english) {
      self = .hungarian
    } else {
      self = english > portuguese ? .english : .portuguese
    }
  }

  private static let portugueseHints: Set = [
    "o", "de", "do", "da", "que", "quero", "queria", "me", "um", "uma", "dois", "quanto", "custa", "tem", "têm",
    "vocês", "voces", "você", "por", "favor", "obrigado", "obrigada", "oi", "olá", "ola", "bom", "dia", "e", "com",
    "para", "pra", "não", "nao", "sim", "meu", "qual", "quais", "os", "as", "no", "na", "preço", "até",
  ]
  private static let englishHints: Set = [
    "the", "what", "how", "much", "want", "please", "do", "you", "have", "i", "buy", "show", "is", "are", "hello",
    "hi", "thanks", "thank", "can", "could", "of", "and", "my", "your", "does", "give", "would", "like", "it", "who",
    "why", "where", "when", "this", "that", "in", "to", "cheapest", "under",
  ]
  private static let hungarianHints: Set = [
    "kérek", "kerek", "szeretnék", "szeretnek", "mennyi", "mennyibe", "kerül", "kerul", "hogy", "és", "jó", "napot",
    "szia", "köszönöm", "koszonom", "van", "nincs", "nem", "igen", "mi", "az", "egy", "mit", "hol", "mikor", "milyen",
    "vennék", "tudsz", "kell", "ez", "azt", "ezt", "vagy", "volt", "vannak", "miért", "ki",
  ]
}
