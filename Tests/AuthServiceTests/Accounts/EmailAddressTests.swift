import Testing

@testable import AuthService

@Suite("E-mail addresses, slugs, origins and keys")
struct EmailAddressTests {
  @Test(
    "an address is unique by its trimmed, lower-case NFKC form",
    arguments: [
      ("a@b.co", "a@b.co"), (" A.B+tag@Example.COM ", "a.b+tag@example.com"), ("ｕser@ｅxample.com", "user@example.com"),
      ("JOÃO@example.com.br", "joão@example.com.br"), ("joa\u{303}o@example.com.br", "joão@example.com.br"),
    ])
  func valid(raw: String, normalized: String) {
    #expect(EmailAddress(raw)?.normalized == normalized)
  }

  @Test(
    "anything but one plain address is refused",
    arguments: [
      "", "@", "a@", "@b.co", "a b@c.co", "a@b", "a@b..co", "a@-b.co", ".a@b.co", "a.@b.co", "a..b@c.co", "a@b@c.co",
      "a@b.co\r\nBcc: c@d.co", "a@b.co\n", "a@b.co\0", "\"a b\"@c.co", "a@[127.0.0.1]", "Ana <a@b.co>", "a@b.co,c@d.co",
      "a\u{200B}@b.co", String(repeating: "a", count: 65) + "@b.co", "a@" + String(repeating: "b", count: 260) + ".co",
    ])
  func invalid(raw: String) {
    #expect(EmailAddress(raw) == nil)
  }

  @Test("slugs are lower-case words joined by single hyphens")
  func slugs() {
    for valid in ["ab", "my-company", "a1-2b", String(repeating: "a", count: 64)] { #expect(Slug(valid) != nil) }
    for bad in ["", "a", "My", "a_b", "-ab", "ab-", "a--b", "é-b", String(repeating: "a", count: 65)] {
      #expect(Slug(bad) == nil, "\(bad)")
    }
  }

  @Test(
    "a slug is made from any name",
    arguments: [
      ("Padaria São João & Cia.", "padaria-sao-joao-cia"), ("日本", "company"), ("", "company"), ("x", "company"),
      ("  Loja--do  Zé  ", "loja-do-ze"),
      (String(repeating: "ab ", count: 60), String(repeating: "ab-", count: 15) + "ab"),
    ])
  func slugFromName(name: String, slug: String) {
    let candidates = Slug.candidates(for: name, id: "0195-aaaa-bbbb-1234567890")
    #expect(candidates.first?.text.hasPrefix(String(slug.prefix(40))) == true)
    #expect(candidates.first?.text == slug || name.count > 100)
    #expect(candidates.count == 5)
    #expect(candidates.last?.text.hasSuffix("-1234567890") == true)
  }

  @Test(
    "origins are compared in the form that browsers send",
    arguments: [
      ("https://App.Example.com", "https://app.example.com"),
      ("https://app.example.com:443/", "https://app.example.com"),
      ("http://localhost:3000", "http://localhost:3000"), ("HTTP://localhost:80", "http://localhost"),
      ("http://[::1]:8080", "http://[::1]:8080"), ("capacitor://localhost", "capacitor://localhost"),
    ])
  func origins(text: String, normalized: String) {
    #expect(Origin(text)?.text == normalized)
  }

  @Test(
    "what is more or less than an origin is refused",
    arguments: [
      "", "example.com", "https://", "https://a.co/path", "https://a.co?x=1", "https://a.co#f", "https://u@a.co",
      "null",
      "https://a.co:99999",
    ])
  func notOrigins(text: String) {
    #expect(Origin(text) == nil)
  }

  @Test("CRC-32 is zlib's")
  func checksum() {
    #expect(APIKeyText.crc32("123456789".utf8) == 0xCBF4_3926)
  }

  @Test("a key reads back, and no key with one wrong character does")
  func keys() {
    for secret in [true, false] {
      let key = APIKeyText(secret: secret)
      #expect(key.text.hasPrefix(secret ? "sk_live_" : "pk_live_"))
      #expect(APIKeyText(key.text) == key)
      for index in key.text.indices {
        var typo = key.text
        typo.replaceSubrange(index...index, with: key.text[index] == "x" ? "y" : "x")
        #expect(APIKeyText(typo) == nil)
      }
    }
    #expect(APIKeyText(secret: true) != APIKeyText(secret: true))
  }

  @Test("a mailed link keeps the app's own query")
  func link() {
    let url = ReturnURL("https://app.example.com/verify?lang=pt")
    #expect(url?.link(token: "abc") == "https://app.example.com/verify?lang=pt&token=abc")
    let mine = ReturnURL("https://app.example.com/verify?token=mine&a=1")
    #expect(mine?.link(token: "abc") == "https://app.example.com/verify?a=1&token=abc")
    for bad in ["javascript:alert(1)", "//evil.co", "/verify", "ftp://a.co/x", "https://u:p@a.co/"] {
      #expect(ReturnURL(bad) == nil, "\(bad)")
    }
  }
}
