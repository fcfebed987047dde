import Testing

@testable import OrderService

@Suite("Slugs")
struct SlugTests {
  @Test(
    "a name suggests its slug",
    arguments: [
      ("Café & Cia.", "cafe-cia"), ("  Pão de Açúcar  ", "pao-de-acucar"), ("Loja 24h", "loja-24h"), ("☕️", "loja"),
      ("Straße", "strasse"),
    ])
  func names(name: String, slug: String) {
    #expect(Slug(name: name).text == slug)
    #expect(Slug(slug) != nil)
  }

  @Test("a long name is cut, and leaves room for a number")
  func long() throws {
    let slug = Slug(name: String(repeating: "mercearia ", count: 30))
    #expect(slug.text.count <= 53)
    #expect(slug.candidates(20).allSatisfy { Slug($0.text) != nil })
    #expect(Slug(name: String(repeating: "a", count: 300)).text.count == 53)
  }

  @Test(
    "what is not a slug is refused", arguments: ["", "-a", "a-", "A", "a b", "á", String(repeating: "a", count: 64)])
  func refused(text: String) {
    #expect(Slug(text) == nil)
  }
}
