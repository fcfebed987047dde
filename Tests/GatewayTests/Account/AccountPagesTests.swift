import NIOCore
import Runtime
import Testing

@testable import Gateway

@Suite("The account pages")
struct AccountPagesTests {
  @Test("have all their words in every language", arguments: AccountPage.allCases, Language.allCases)
  func words(page: AccountPage, language: Language) throws {
    let pages = try AccountPages()
    let words = try #require(try AccountTexts(language).pages[page.rawValue])
    let form = String(buffer: pages.form(page, language).body)
    let done = String(buffer: pages.done(page, language).body)
    #expect(form.contains("<title>\(words.title)</title>") && done.contains("<title>\(words.title)</title>"))
    for text in [form, done] { #expect(text.contains("lang=\"\(language.rawValue)\"") && !text.contains("{{")) }
    #expect(form.contains("type=\"password\"") == (page.passwordField != nil))
  }

  @Test("show what was sent as text, and why it was refused")
  func refused() throws {
    let problem = ServiceError(.invalidArgument, "SOMETHING_ELSE", "x")
    let form = try AccountPages().form(.reset, .en, token: "\"><script>", problem: problem)
    let text = String(buffer: form.body)
    #expect(text.contains("&quot;&gt;&lt;script&gt;") && !text.contains("\"><script>"))
    #expect(text.contains(try AccountTexts(.en).problem("OTHER")))
  }
}
