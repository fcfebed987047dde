/// The languages that people are written to in: e-mails, and the pages that they lead to.
public enum Language: String, CaseIterable, Codable, Sendable {
  case en, pt, hu

  /// What is used where nothing is known of the reader.
  public static let fallback = Language.en

  /// The language of a BCP 47 tag (`pt-BR`), or nil for one that nothing is written in.
  public init?(tag: String) {
    let primary = tag.prefix { $0 != "-" && $0 != "_" }
    self.init(rawValue: primary.lowercased())
  }

  /// The one that an `Accept-Language` header prefers (RFC 9110, section 12.5.4), or nil when it names none of
  /// them.
  public init?(acceptLanguage header: String) {
    var best: (language: Language, quality: Double)?
    // Nobody reads fifty languages; a longer header is not looked at to its end.
    for range in header.split(separator: ",").prefix(50) {
      let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
      guard let tag = parts.first, let language = Language(tag: tag) else { continue }
      let weight = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
      guard let quality = weight.map({ Double($0.dropFirst(2)) }) ?? 1, quality > 0, quality <= 1 else { continue }
      if quality > best?.quality ?? 0 { best = (language, quality) }
    }
    guard let best else { return nil }
    self = best.language
  }
}
