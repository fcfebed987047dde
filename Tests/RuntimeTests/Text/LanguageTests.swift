import Runtime
import Testing

@Suite("Languages")
struct LanguageTests {
  @Test(
    "a tag's language counts, whatever its region",
    arguments: [("pt", .pt), ("pt-BR", .pt), ("HU_hu", .hu), ("en-GB", .en), ("de", nil), ("", nil), ("p", nil)]
      as [(String, Language?)])
  func tags(tag: String, language: Language?) {
    #expect(Language(tag: tag) == language)
  }

  @Test(
    "Accept-Language gives the most wanted language that there is",
    arguments: [
      ("pt-BR,pt;q=0.9,en;q=0.8", .pt), ("de, hu;q=0.3, en;q=0.7", .en), ("en;q=0, hu;q=0.1", .hu), ("*", nil),
      ("de-DE", nil), ("", nil), ("hu;q=abc, pt;q=0.2", .pt), (" hu ; q=1 ", .hu), ("pt;q=7, hu", .hu),
    ] as [(String, Language?)])
  func acceptLanguage(header: String, language: Language?) {
    #expect(Language(acceptLanguage: header) == language)
  }

  @Test("HTML is escaped scalar by scalar, so that a combining mark hides nothing")
  func html() {
    for mark in ["", "\u{301}", "\u{20DD}", "\u{FE0F}"] {
      #expect(
        HTMLText.escaped("\"\(mark)>\(mark)<\(mark)&\(mark)'\(mark)")
          == "&quot;\(mark)&gt;\(mark)&lt;\(mark)&amp;\(mark)&#39;\(mark)", "\(mark.unicodeScalars.first?.value ?? 0)")
    }
    #expect(HTMLText.escaped("Ana á 👩‍👧") == "Ana á 👩‍👧")
  }

  @Test("the gateway's address is the public one, else where it listens, once that is known")
  func gatewayURL() throws {
    var settings = Settings()
    #expect(try GatewayURL(settings, port: 8080).text == "http://127.0.0.1:8080")
    let unknown = GatewayURL(settings, port: 0)
    #expect(throws: ServiceError.self) { try unknown.text }
    unknown.isListening(on: 4711)
    #expect(try unknown.text == "http://127.0.0.1:4711")
    settings.host = "::"
    #expect(try GatewayURL(settings, port: 80).text == "http://localhost:80")
    settings.publicURL = "https://api.example.com/q"
    let known = GatewayURL(settings, port: 0)
    known.isListening(on: 4711)
    #expect(try known.text == "https://api.example.com/q")
  }
}
