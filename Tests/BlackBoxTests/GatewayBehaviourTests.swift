import Foundation
import TestSupport
import Testing

@Suite("What every route has in common")
struct GatewayBehaviourTests {
  @Test("an unknown path is 404 in the surface's own body, with the request id in header and body")
  func unknownPath() async throws {
    try await Installation.with { installation in
      let client = installation.anyone().with(["X-Request-Id": "my-request-1"])
      let vek1 = try await client.send("GET", "/internal/nothing")
      #expect(vek1.status == 404)
      #expect(vek1.headers["x-request-id"] == "my-request-1")
      #expect(vek1.json["request_id"] as? String == "my-request-1")
      #expect(vek1.json["detail"] is String)
      #expect(Double(vek1.headers["x-duration-ms"] ?? "") != nil)
      let genlobe = try await client.send("GET", "/v1/nothing")
      #expect(Set(genlobe.json.keys) == ["detail", "error", "error_description", "request_id"])
      let chat = try await client.send("GET", "/api/chat/nothing")
      #expect(Set(chat.json.keys) == ["error", "request_id"])
      let pinqo = try await client.send("GET", "/api/nothing")
      #expect(pinqo.json["error"] as? String == "not_found")
      #expect(pinqo.json["message"] is String)
      let problem = try await client.with(["Accept": "application/problem+json"]).send("GET", "/v1/nothing")
      #expect(problem.headers["content-type"] == "application/problem+json")
      #expect(problem.json["status"] as? Int == 404)
    }
  }

  @Test("a wrong verb is 405 with Allow, HEAD is GET without its body, a page takes GET only")
  func verbs() async throws {
    try await Installation.with { installation in
      let wrong = try await installation.anyone().send("DELETE", "/v1/auth/login")
      #expect(wrong.status == 405)
      #expect(wrong.headers["allow"] == "POST, OPTIONS")
      let page = try await installation.anyone().send("POST", "/health", "{}")
      #expect(page.status == 405)
      #expect(page.headers["allow"] == "GET, HEAD")
      let get = try await installation.anyone().send("GET", "/billing/plans-public")
      let head = try await installation.anyone().send("HEAD", "/billing/plans-public")
      #expect(head.status == 200)
      #expect(head.body.isEmpty)
      #expect(head.headers["content-length"] == get.headers["content-length"])
      #expect(get.body.count > 2)
    }
  }

  @Test("an API key is asked for, must be known, and a publishable one must come from an allowed origin")
  func keys() async throws {
    try await Installation.with { installation in
      let body = #"{"email":"a@example.com","password":"Segredo123"}"#
      func status(_ headers: [String: String]) async throws -> (Int, String?) {
        let response = try await installation.anyone().with(headers).send("POST", "/v1/auth/login", body)
        return (response.status, response.json["error"] as? String)
      }
      let key = installation.values["QUARTET_PUBLISHABLE_KEY"] ?? ""
      let keyless = try await status([:])
      #expect(keyless == (401, "api_key_required"))
      #expect(
        try await status(["X-API-Key": key + "x", "Origin": "http://localhost:3000"]) == (401, "api_key_invalid"))
      #expect(try await status(["X-API-Key": key, "Origin": "https://evil.example"]) == (403, "origin_not_allowed"))
      #expect(try await status(["X-API-Key": key]) == (403, "origin_required"))
      #expect(try await status(["X-API-Key": key, "Origin": "http://localhost:3000"]) == (401, "invalid_credentials"))
      let secret = installation.values["QUARTET_SECRET_KEY"] ?? ""
      #expect(try await status(["X-API-Key": secret]) == (401, "invalid_credentials"))
    }
  }

  @Test("a preflight is answered for an origin that a key allows, and for no other")
  func preflight() async throws {
    try await Installation.with { installation in
      let asked = ["Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"]
      let good = try await installation.anyone().with(asked).with(["Origin": "http://localhost:5173"])
        .send("OPTIONS", "/v1/auth/login")
      #expect(good.status == 204)
      #expect(good.headers["access-control-allow-origin"] == "http://localhost:5173")
      #expect(good.headers["access-control-allow-headers"]?.contains("X-API-Key") == true)
      let evil = try await installation.anyone().with(asked).with(["Origin": "https://evil.example"])
        .send("OPTIONS", "/v1/auth/login")
      #expect(evil.headers["access-control-allow-origin"] == nil)
      let answer = try await installation.app().send("POST", "/v1/auth/login", "{}")
      #expect(answer.headers["access-control-allow-origin"] == "http://localhost:3000")
    }
  }

  @Test("a bad body names every bad field, in the surface's shape and status")
  func badBodies() async throws {
    try await Installation.with { installation in
      let office = installation.backOffice(actor: "nobody")
      let unknown = try await office.send("POST", "/internal/stores", #"{"nome":"x","slug":5}"#)
      #expect(unknown.status == 422)
      let details = unknown.json["detail"] as? [[String: Any]] ?? []
      let places = details.map {
        ($0["loc"] as? [String] ?? []).joined(separator: ".") + ":" + ($0["type"] as? String ?? "")
      }
      #expect(Set(places) == ["body.nome:extra_forbidden", "body.slug:string_type", "body.name:missing"])
      let broken = try await office.send("POST", "/internal/stores", #"{"name":"#)
      #expect(broken.status == 422)
      let twice = try await office.send("POST", "/internal/stores", #"{"name":"a","name":"b"}"#)
      #expect(twice.status == 422)
      let query = try await office.send("GET", "/internal/products?store_id=x&limt=5")
      #expect(query.status == 422)
      #expect(query.text.contains(#"["query","limt"]"#))
      let limit = try await office.send("GET", "/internal/products?store_id=x&limit=5000")
      #expect(limit.status == 422)
      #expect(limit.text.contains(#"["query","limit"]"#), "\(limit.text)")
      let odd = try await installation.anyone().send("POST", "/chat", #"{"x[a]":1,"message":"Olá"}"#)
      #expect(odd.status == 422)
      #expect(odd.text.contains(#"["body","x[a]"]"#) && !odd.json.isEmpty, "\(odd.text)")
      let text = try await office.send("POST", "/internal/stores", "name=x", contentType: "text/plain")
      #expect(text.status == 415)
      let long = "{\"name\":\"" + String(repeating: "x", count: 1 << 21) + "\"}"
      #expect(try await office.send("POST", "/internal/stores", long).status == 413)
    }
  }

  @Test("the internal token and the actor are asked for")
  func internalToken() async throws {
    try await Installation.with { installation in
      #expect(try await installation.anyone().send("GET", "/internal/company").status == 401)
      let wrong = installation.anyone().with(["X-Internal-Token": "wrong", "X-Actor-User-Id": "u"])
      #expect(try await wrong.send("GET", "/internal/company").status == 401)
      let actorless = installation.anyone().with(["X-Internal-Token": installation.values["INTERNAL_TOKEN"] ?? ""])
      #expect(try await actorless.send("GET", "/internal/company").status == 401)
      let user = try await installation.register()
      #expect(try await installation.backOffice(actor: user.id).send("GET", "/internal/company").status == 404)
    }
  }

  @Test("the fourth registration from one address within the hour is 429 with Retry-After")
  func rateLimit() async throws {
    try await Installation.with { installation in
      let app = installation.app()
      var statuses: [Int] = []
      var last: TestResponse?
      for number in 1...4 {
        last = try await app.send(
          "POST", "/v1/auth/register", #"{"email":"n\#(number)@example.com","password":"Segredo123"}"#)
        statuses.append(last?.status ?? 0)
      }
      #expect(statuses == [201, 201, 201, 429])
      #expect(Int(last?.headers["retry-after"] ?? "").map { (1...1800).contains($0) } == true)
      #expect(last?.json["error"] as? String == "rate_limited")
      #expect(last?.json["detail"] as? String == "Rate limit exceeded")
    }
  }

  @Test("the session cookie opens the streaming chat from the same origin only")
  func cookieChat() async throws {
    try await Installation.with { installation in
      let user = try await installation.register()
      let body = #"{"messages":[{"role":"user","content":"Olá!"}]}"#
      let bare = installation.anyone()
      #expect(try await bare.send("POST", "/api/chat", body).status == 401)
      let cookie = bare.with(["Cookie": user.cookie])
      #expect(try await cookie.send("POST", "/api/chat", body).status == 403)
      #expect(try await cookie.with(["Origin": "https://evil.example"]).send("POST", "/api/chat", body).status == 403)
      let chat = try await cookie.with(["Origin": installation.url]).send("POST", "/api/chat", body)
      #expect(chat.status == 200)
      #expect(chat.headers["content-type"]?.hasPrefix("text/plain") == true)
      #expect(chat.headers["x-chat-id"]?.isEmpty == false)
      #expect(!chat.text.isEmpty)
      let same = cookie.with(["Origin": installation.url])
      #expect(try await same.send("POST", "/api/chat", #"{"messages":[],"modelId":"gpt-9"}"#).status == 422)
      let tier = #"{"messages":[{"role":"user","content":"Olá!"}],"modelId":"gpt-4o"}"#
      #expect(try await same.send("POST", "/api/chat", tier).status == 403)
    }
  }

  @Test("the pages answer, the reference loads nothing from elsewhere, metrics count requests")
  func pages() async throws {
    try await Installation.with { installation in
      let client = installation.anyone()
      let health = try await client.send("GET", "/health")
      #expect(health.json["status"] as? String == "healthy")
      let instant = try Regex("^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:]{8}[.][0-9]{3}Z$")
      #expect((health.json["timestamp"] as? String)?.contains(instant) == true, "\(health.text)")
      let readiness = try await client.send("GET", "/api/health")
      #expect(readiness.json["ok"] as? Bool == true)
      #expect((readiness.json["timestamp"] as? String)?.contains(instant) == true, "\(readiness.text)")
      #expect((readiness.json["readiness"] as? [String: Any])?["total"] as? Int == 6)
      let document = try await client.send("GET", "/v1/developer/openapi.json")
      #expect((document.json["openapi"] as? String)?.hasPrefix("3.1") == true)
      for path in ["/docs", "/redoc"] {
        let page = try await client.send("GET", path)
        #expect(page.status == 200)
        #expect(page.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true)
        #expect(!page.text.contains("src=\"http") && !page.text.contains("href=\"http"))
      }
      let metrics = try await TestHTTP(installation.url).send("GET", "/metrics")
      #expect(metrics.text.contains("http_server_requests_total"))
      #expect(try await client.send("GET", "/metrics").status == 401)
    }
  }
}
