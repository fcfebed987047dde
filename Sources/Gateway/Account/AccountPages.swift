import HTTPTypes
import NIOCore
import Runtime

/// Renders the account pages. They work without scripts; a script only saves the reader copying the token.
struct AccountPages: Sendable {
  private let texts: [Language: AccountTexts]

  /// - Throws: what is wrong with the texts.
  init() throws {
    var texts: [Language: AccountTexts] = [:]
    for language in Language.allCases { texts[language] = try AccountTexts(language) }
    self.texts = texts
  }

  /// The page, or a file that it loads; nil for any other path.
  func answer(_ exchange: Exchange) -> Answer? {
    guard exchange.path.hasPrefix(AccountPage.prefix) else { return nil }
    return switch exchange.path {
    case AccountPage.prefix + "account.css": Self.file("text/css; charset=utf-8", PackageResources.account_css)
    case AccountPage.prefix + "account.js": Self.file("text/javascript; charset=utf-8", PackageResources.account_js)
    default: AccountPage(path: exchange.path).map { form($0, Self.language(exchange)) }
    }
  }

  /// - Parameters:
  ///   - token: what was sent, for another try.
  ///   - problem: why that is needed; nil the first time.
  func form(_ page: AccountPage, _ language: Language, token: String = "", problem: ServiceError? = nil) -> Answer {
    guard let texts = texts[language], let words = texts.pages[page.rawValue] else { return Self.html("") }
    let notice = problem.map {
      PageTemplate(PackageResources.account_problem_html).filled(["text": texts.problem($0.reason)])
    }
    return Self.html(
      PageTemplate(PackageResources.account_page_html).filled(
        [
          "language": language.rawValue, "title": words.title, "intro": words.intro, "button": words.button,
          "token_label": texts.token, "token": token,
        ], html: ["problem": notice ?? "", "fields": fields(page, texts)]))
  }

  /// What is shown once it is done.
  func done(_ page: AccountPage, _ language: Language) -> Answer {
    guard let words = texts[language]?.pages[page.rawValue] else { return Self.html("") }
    return Self.html(
      PageTemplate(PackageResources.account_done_html).filled(
        ["language": language.rawValue, "title": words.title, "done": words.done]))
  }

  /// The one that the link names, else the one that the browser asks for.
  static func language(_ exchange: Exchange) -> Language {
    let named = QueryParser.pairs(exchange.query)?.first { $0.name == "lang" }
    return named.flatMap { Language(tag: $0.value) }
      ?? exchange.head.headerFields[.acceptLanguage].flatMap(Language.init(acceptLanguage:)) ?? .fallback
  }

  private func fields(_ page: AccountPage, _ texts: AccountTexts) -> String {
    var fields = ""
    if page.passwordField != nil {
      fields += PageTemplate(PackageResources.account_password_html).filled([
        "password_label": page.mayKnowPassword ? texts.password : texts.newPassword,
        "password_rule": texts.passwordRule,
        "autocomplete": page.mayKnowPassword ? "current-password" : "new-password",
      ])
    }
    if page.hasName {
      fields += PageTemplate(PackageResources.account_name_html).filled(["name_label": texts.name])
    }
    return fields
  }

  /// Nobody keeps, frames or refers to a page that holds a token; it loads nothing but its own two files and
  /// sends to nobody but this gateway.
  private static func html(_ text: String) -> Answer {
    var headers = HTTPFields()
    headers[.contentSecurityPolicy] =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
      + "frame-ancestors 'none'"
    headers[.referrerPolicy] = "no-referrer"
    headers[.cacheControl] = "no-store"
    headers[.xContentTypeOptions] = "nosniff"
    return Answer(200, "text/html; charset=utf-8", ByteBuffer(string: text), headers: headers)
  }

  private static func file(_ contentType: String, _ bytes: [UInt8]) -> Answer {
    var headers = HTTPFields()
    headers[.cacheControl] = "max-age=3600"
    headers[.xContentTypeOptions] = "nosniff"
    return Answer(200, contentType, ByteBuffer(bytes: bytes), headers: headers)
  }
}
