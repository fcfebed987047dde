import Testing

@testable import Gateway

@Suite("Pages with places")
struct PageTemplateTests {
  @Test("a text is escaped, markup is not, and what is put in is not looked at for places")
  func filled() {
    let template = PageTemplate(Array("<p>{{text}}</p>{{markup}}{{text}}".utf8))
    let page = template.filled(["text": "<{{markup}}>"], html: ["markup": "<b>{{text}}</b>"])
    #expect(page == "<p>&lt;{{markup}}&gt;</p><b>{{text}}</b>&lt;{{markup}}&gt;")
  }

  @Test("a place without a value stays empty, and a brace that opens none stays as it is")
  func missing() {
    #expect(PageTemplate(Array("a{{b}}c{{d".utf8)).filled() == "ac{{d")
  }
}
