import Foundation
import TestSupport
import Testing

@Suite("A web app on another origin")
struct CrossOriginTests {
  private static let origin = "http://localhost:3000"

  @Test("can read every error of a route with an API key, and whether to log in again")
  func errors() async throws {
    try await Installation.with { installation in
      let app = installation.app()
      let keyless = installation.anyone().with(["Origin": Self.origin])
      let user = try await installation.register()
      let mine = app.with(["Authorization": "Bearer \(user.token)"])
      let out = try await mine.send("POST", "/v1/auth/logout", "{}")
      #expect(out.status == 200)
      let long = "{\"email\":\"" + String(repeating: "x", count: 1 << 21) + "\"}"
      var answers: [(Int, TestResponse)] = []
      answers.append((401, try await mine.send("GET", "/v1/auth/me")))
      answers.append((401, try await app.send("GET", "/v1/auth/me")))
      answers.append((401, try await app.with(["Authorization": "Bearer x"]).send("GET", "/v1/auth/me")))
      answers.append((401, try await keyless.send("GET", "/v1/auth/me")))
      answers.append((401, try await keyless.with(["X-API-Key": "pk_live_no"]).send("GET", "/v1/auth/me")))
      answers.append((403, try await app.send("GET", "/v1/users")))
      answers.append((404, try await app.send("GET", "/v1/nothing")))
      answers.append((405, try await app.send("DELETE", "/v1/auth/login")))
      answers.append((413, try await app.send("POST", "/v1/auth/login", long)))
      answers.append((415, try await app.send("POST", "/v1/auth/login", "x", contentType: "text/plain")))
      answers.append((422, try await app.send("POST", "/v1/auth/login", "{")))
      answers.append((422, try await keyless.send("POST", "/v1/auth/verify-email-with-token", "{}")))
      for _ in 0..<4 {
        answers.append((0, try await app.send("POST", "/v1/auth/forgot-password", #"{"email":"a@example.com"}"#)))
      }
      #expect(answers.last?.1.status == 429)
      for (status, answer) in answers {
        #expect(status == 0 || answer.status == status, "\(answer.status) \(answer.text)")
        #expect(answer.headers["access-control-allow-origin"] == Self.origin, "\(answer.status) \(answer.text)")
        #expect(answer.headers["access-control-expose-headers"]?.contains("Retry-After") == true)
        #expect(answer.headers["vary"] == "Origin")
        #expect(answer.headers["access-control-allow-credentials"] == nil)
      }
    }
  }

  @Test("reads nothing from an origin that no key allows, nor where a cookie, a token or the machine opens")
  func refused() async throws {
    try await Installation.with { installation in
      let evil = installation.app().with(["Origin": "https://evil.example"])
      for (method, path) in [("GET", "/v1/auth/me"), ("POST", "/v1/auth/login"), ("GET", "/v1/nothing")] {
        let answer = try await evil.send(method, path, method == "POST" ? "{}" : nil)
        #expect(answer.status >= 400)
        #expect(answer.headers["access-control-allow-origin"] == nil, "\(method) \(path)")
      }
      let known = installation.anyone().with(["Origin": Self.origin])
      for (method, path) in [
        ("POST", "/api/chat"), ("POST", "/chat"), ("GET", "/internal/company"), ("GET", "/agents"),
        ("GET", "/internal/auth/_cache-stats"), ("GET", "/internal/nothing"),
      ] {
        let answer = try await known.send(method, path, method == "POST" ? "{}" : nil)
        #expect(answer.headers["access-control-allow-origin"] == nil, "\(method) \(path)")
        let asked = try await known.with(["Access-Control-Request-Method": method]).send("OPTIONS", path)
        #expect(asked.headers["access-control-allow-origin"] == nil, "OPTIONS \(path)")
      }
    }
  }

  @Test("may be the gateway's own, whatever port it was given, and after the next start on another")
  func ownAddress() async throws {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    var before: String?
    for round in 1...2 {
      let process = try QuartetProcess(["up", "--port", "0", "--data-dir", directory.path])
      let url = try await process.line("ready gateway=")
      let key = try Installation.readValues(directory)["QUARTET_PUBLISHABLE_KEY"] ?? ""
      let port = URL(string: url)?.port ?? 0
      for origin in [url, "http://localhost:\(port)", "http://localhost:3000"] {
        let answer = try await TestHTTP(url, headers: ["X-API-Key": key, "Origin": origin])
          .send("GET", "/v1/auth/providers")
        #expect(answer.status == 200, "round \(round) \(origin): \(answer.text)")
      }
      if let before, before != url {
        let answer = try await TestHTTP(url, headers: ["X-API-Key": key, "Origin": before])
          .send("GET", "/v1/auth/providers")
        #expect(answer.status == 403, "\(answer.text)")
      }
      before = url
      await process.stop()
    }
  }
}

@Suite("A credential that came and is no good")
struct BadCredentialTests {
  @Test("is never passed over for another one: a broken Authorization header is not the cookie's user")
  func authorization() async throws {
    try await Installation.with { installation in
      let user = try await installation.register()
      let browser = installation.app().with(["Cookie": user.cookie])
      let good = try await browser.send("GET", "/v1/auth/me")
      #expect(good.status == 200, "\(good.text)")
      for header in ["", "Bearer", "Bearer ", "Basic YTpi", user.token, "Token \(user.token)", "Bearer x", "Bearer ."] {
        let answer = try await browser.with(["Authorization": header]).send("GET", "/v1/auth/me")
        #expect(answer.status == 401, "\(header)")
        #expect(answer.json["error"] as? String == "token_invalid", "\(header): \(answer.text)")
        #expect(answer.json["detail"] as? String == "Invalid token", "\(header)")
      }
      let chat = installation.anyone().with(["Cookie": user.cookie, "Origin": installation.url])
      let question = #"{"messages":[{"role":"user","content":"Olá!"}]}"#
      for header in ["Basic YTpi", "Bearer zzz"] {
        let answer = try await chat.with(["Authorization": header]).send("POST", "/api/chat", question)
        #expect(answer.status == 401, "\(header)")
        #expect(answer.headers["www-authenticate"] == "Bearer")
      }
      let spaced = try await chat.with(["Authorization": "bearer   \(user.token)"]).send("POST", "/api/chat", question)
      #expect(spaced.status == 200, "\(spaced.text)")
      for key in ["", "x", "pk_live_unknown"] {
        let answer = try await browser.with(["X-API-Key": key]).send("GET", "/v1/auth/me")
        #expect(answer.status == 401, "\(key)")
      }
      let office = installation.backOffice(actor: user.id)
      #expect(
        try await office.with(["X-Internal-Token": "no", "Cookie": user.cookie]).send("GET", "/internal/company").status
          == 401)
      let store = installation.anyone().with([
        "X-Auth-Token": "no", "X-Internal-Token": installation.values["INTERNAL_TOKEN"] ?? "",
      ])
      #expect(try await store.send("GET", "/internal/auth/_cache-stats").status == 401)
      let scraper = TestHTTP(installation.url, headers: ["Authorization": "Bearer no"])
      #expect(try await scraper.send("GET", "/metrics").status == 401)
    }
  }
}
