import Foundation
import TestSupport
import Testing

@Suite("The pages that e-mails lead to, against the real executable")
struct AccountPageTests {
  /// A link as a browser takes it apart.
  private struct Link {
    let page: String
    let token: String

    init(_ link: String, of installation: Installation) throws {
      let parts = link.components(separatedBy: "#token=")
      guard parts.count == 2, parts[0].hasPrefix(installation.url) else {
        throw QuartetProcess.NotReady(description: "not a page of the gateway's: \(link)")
      }
      page = String(parts[0].dropFirst(installation.url.count))
      token = parts[1]
    }
  }

  /// The link in the e-mail to an address that leads to a page; waits for it by asking the gateway.
  private func link(_ page: String, to address: String, _ installation: Installation) async throws -> Link {
    let outbox = installation.directory.appending(path: "outbox")
    for _ in 0..<5_000 {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: outbox.path)) ?? []
      for name in names where name.hasSuffix(".json") && !name.hasPrefix(".") {
        let data = try Data(contentsOf: outbox.appending(path: name))
        let mail = try JSONDecoder().decode([String: String].self, from: data)
        let link = mail["text"]?.components(separatedBy: "\n\n").first { $0.contains("/account/\(page)?") }
        if mail["to"] == address, let link { return try Link(link, of: installation) }
      }
      _ = try await installation.anyone().send("GET", "/")
    }
    throw QuartetProcess.NotReady(description: "no e-mail to \(address)")
  }

  private func send(
    _ form: [String: String], to link: Link, _ installation: Installation
  ) async throws -> TestResponse {
    let safe = CharacterSet.alphanumerics
    let fields = form.merging(["token": link.token]) { mine, _ in mine }.map {
      "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: safe) ?? "")"
    }
    return try await installation.anyone().send(
      "POST", link.page, fields.joined(separator: "&"), contentType: "application/x-www-form-urlencoded")
  }

  /// Looks at the page as it is opened.
  private func open(_ link: Link, _ installation: Installation, says text: String) async throws {
    let page = try await installation.anyone().send("GET", link.page)
    #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
    let policy = page.headers["content-security-policy"] ?? ""
    #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'") && !policy.contains("unsafe"))
    #expect(page.headers["referrer-policy"] == "no-referrer" && page.headers["cache-control"] == "no-store")
    #expect(page.text.contains(text), "\(page.text)")
    #expect(!page.text.contains("{{") && page.text.contains(#"<form method="post">"#))
  }

  private func logIn(_ email: String, _ password: String, _ installation: Installation) async throws -> TestResponse {
    try await installation.app().send("POST", "/v1/auth/login", #"{"email":"\#(email)","password":"\#(password)"}"#)
  }

  private func dashboard(_ installation: Installation, _ email: String, _ password: String) async throws -> TestResponse
  {
    try await installation.anyone().send(
      "POST", "/v1/tenant-auth/login", #"{"email":"\#(email)","password":"\#(password)"}"#)
  }

  private func owner(_ installation: Installation) async throws -> TestHTTP {
    let login = try await dashboard(
      installation, installation.values["QUARTET_ADMIN_EMAIL"] ?? "",
      installation.values["QUARTET_ADMIN_PASSWORD"] ?? "")
    return installation.anyone().with(["Authorization": "Bearer \(login.json["access_token"] as? String ?? "")"])
  }

  @Test("opening a verification link verifies nothing, its button does, once, in the reader's language")
  func verify() async throws {
    try await Installation.with { installation in
      let settings = try await owner(installation).send(
        "PATCH", "/v1/dashboard/settings", #"{"email_verification_required":true}"#)
      #expect(settings.status == 200)
      let registered = try await installation.app().with(["Accept-Language": "pt-BR,en;q=0.5"]).send(
        "POST", "/v1/auth/register", #"{"email":"ana@example.com","password":"Segredo123"}"#)
      #expect(registered.json["verification_required"] as? Bool == true)
      let link = try await link("verify", to: "ana@example.com", installation)
      try await open(link, installation, says: "Confirme seu e-mail")
      #expect(try await logIn("ana@example.com", "Segredo123", installation).status == 403)
      let done = try await send([:], to: link, installation)
      #expect(done.status == 200 && done.text.contains("Seu e-mail está confirmado"))
      #expect(try await logIn("ana@example.com", "Segredo123", installation).status == 200)
      let again = try await send([:], to: link, installation)
      #expect(again.status == 400 && again.text.contains("Este link não vale mais"))
    }
  }

  @Test("a reset link sets a password that fits the rule, and keeps the token for another try")
  func reset() async throws {
    try await Installation.with { installation in
      _ = try await installation.register("bo@example.com")
      _ = try await installation.app().send("POST", "/v1/auth/forgot-password", #"{"email":"bo@example.com"}"#)
      let link = try await link("reset", to: "bo@example.com", installation)
      try await open(link, installation, says: "Choose a new password")
      let weak = try await send(["password": "weak"], to: link, installation)
      #expect(weak.status == 422 && weak.text.contains(#"value="\#(link.token)""#))
      let done = try await send(["password": "Novo+Segredo &456"], to: link, installation)
      #expect(done.status == 200 && done.text.contains("Your new password is set"))
      #expect(try await logIn("bo@example.com", "Novo+Segredo &456", installation).status == 200)
      #expect(try await logIn("bo@example.com", "Segredo123", installation).status == 401)
    }
  }

  @Test("an invitation's page makes an account and a member of whoever has none")
  func invitation() async throws {
    try await Installation.with { installation in
      let user = try await installation.register()
      let me = installation.app().with(["Authorization": "Bearer \(user.token)"])
      let organization = try await me.send("POST", "/v1/organizations", #"{"name":"Acme","slug":"acme"}"#)
      let id = organization.json["id"] as? String ?? ""
      let invited = try await me.send(
        "POST", "/v1/organizations/\(id)/invite", #"{"email":"new@example.com","role":"member"}"#)
      #expect(invited.status == 201, "\(invited.text)")
      let link = try await link("invitation", to: "new@example.com", installation)
      try await open(link, installation, says: "Accept the invitation")
      let done = try await send(["password": "Segredo789", "display_name": "Neu"], to: link, installation)
      #expect(done.status == 200 && done.text.contains("You have accepted the invitation"), "\(done.text)")
      let login = try await logIn("new@example.com", "Segredo789", installation)
      let token = login.json["access_token"] as? String ?? ""
      let mine = try await installation.app().with(["Authorization": "Bearer \(token)"]).send(
        "GET", "/v1/organizations/my-organizations")
      #expect(mine.text.contains(id))
    }
  }

  @Test("the dashboard's invitations and resets lead to pages as well")
  func dashboardPages() async throws {
    try await Installation.with { installation in
      let invited = try await owner(installation).send(
        "POST", "/v1/dashboard/team/invitations", #"{"email":"tia@example.com","role":"viewer"}"#)
      #expect(invited.status == 201, "\(invited.text)")
      let invitation = try await link("team-invitation", to: "tia@example.com", installation)
      try await open(invitation, installation, says: "Join the team")
      #expect(try await send(["password": "Segredo123"], to: invitation, installation).status == 200)
      #expect(try await dashboard(installation, "tia@example.com", "Segredo123").status == 200)
      _ = try await installation.anyone().with(["Accept-Language": "hu"]).send(
        "POST", "/v1/tenant-auth/forgot-password", #"{"email":"tia@example.com"}"#)
      let reset = try await link("admin-reset", to: "tia@example.com", installation)
      try await open(reset, installation, says: "Válassz új jelszót a kezelőfelülethez")
      #expect(try await send(["password": "Segredo456"], to: reset, installation).status == 200)
      #expect(try await dashboard(installation, "tia@example.com", "Segredo456").status == 200)
    }
  }

  @Test("what is not a page's form is refused as a page, and nothing in it becomes markup")
  func malformed() async throws {
    try await Installation.with { installation in
      let anyone = installation.anyone()
      let form = "application/x-www-form-urlencoded"
      let markup = try await anyone.send(
        "POST", "/account/verify?lang=hu", "token=%22%CC%81%3E%3Cscript%3Ex%3C/script%3E", contentType: form)
      #expect(markup.status == 400 && markup.text.contains("&quot;\u{301}&gt;&lt;script&gt;"), "\(markup.text)")
      #expect(markup.text.contains("Ez a link már nem érvényes"))
      for (body, type, status) in [
        ("token=%zz", form, 400), ("{}", "application/json", 415),
        ("token=" + String(repeating: "a", count: 20_000), form, 413),
        ("", form, 422),
      ] {
        let answer = try await anyone.send("POST", "/account/verify", body, contentType: type)
        #expect(
          answer.status == status && answer.headers["content-type"]?.hasPrefix("text/html") == true,
          "\(body.prefix(20))")
      }
      let wrong = try await anyone.send("DELETE", "/account/reset")
      #expect(wrong.status == 405 && wrong.headers["allow"] == "GET, HEAD, POST")
      #expect(try await anyone.send("GET", "/account/nothing").status == 404)
      let script = try await anyone.send("GET", "/account/account.js")
      #expect(script.status == 200 && script.headers["content-type"] == "text/javascript; charset=utf-8")
      #expect(try await anyone.send("GET", "/account/account.css").status == 200)
    }
  }
}
