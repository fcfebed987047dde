import Testing

@testable import Gateway

@Suite("The pages of the API reference")
struct ReferencePageTests {
  static let pages = [ReferencePage.docs(), ReferencePage.redoc()]

  @Test("have every place filled, with what both share before their own", arguments: pages)
  func filled(page: String) throws {
    #expect(page.hasPrefix("<!doctype html>\n"))
    #expect(page.hasSuffix("</script>\n</body>\n</html>"))
    #expect(!page.contains("{{"))
    let shared = try #require(page.firstRange(of: "class Reference {"))
    let own = try #require(page.firstRange(of: "Reference.load().then("))
    #expect(shared.upperBound < own.lowerBound)
  }

  @Test("load no script, style, font or picture", arguments: pages)
  func selfContained(page: String) {
    for word in [" src=", "@import", ": url(", "rel=\"stylesheet\"", "http://"] { #expect(!page.contains(word)) }
  }
}
