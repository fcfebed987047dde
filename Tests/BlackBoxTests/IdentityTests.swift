import Foundation
import TestSupport
import Testing

@Suite("Identity, against the real executable")
struct IdentityTests {
  private static let forgot = #"{"email":"nobody@example.com"}"#

  @Test("access tokens are read by PyJWT with the keys of the JWKS endpoint", .enabled(if: PythonOracle.isAvailable))
  func jwks() async throws {
    try await Installation.with { installation in
      let user = try await installation.register()
      let output = try PythonOracle.run("read_jwt.py", [installation.url + "/.well-known/jwks.json", user.token])
      #expect(
        output.split(separator: "\n") == ["read \(user.id) access", "altered refused", "unsigned refused"], "\(output)")
    }
  }

  @Test("tokens that nobody signed, or another key did, are refused")
  func forged() async throws {
    try await Installation.with { installation in
      let user = try await installation.register()
      let parts = user.token.split(separator: ".").map(String.init)
      let none = Data(#"{"alg":"none","typ":"JWT"}"#.utf8).base64EncodedString().replacing("=", with: "")
      let symmetric = Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8).base64EncodedString().replacing("=", with: "")
      for token in [
        "\(none).\(parts[1]).", "\(symmetric).\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1]).AAAA", "x", "..",
        String(repeating: "a", count: 9_000),
      ] {
        let answer = try await installation.app().with(["Authorization": "Bearer \(token)"]).send("GET", "/v1/auth/me")
        #expect(answer.status == 401 && answer.json["error"] as? String == "token_invalid", "\(token.prefix(40))")
      }
      let good = try await installation.app().with(["Authorization": "Bearer \(user.token)"]).send("GET", "/v1/auth/me")
      #expect(good.status == 200)
    }
  }

  @Test("a block outlives a restart")
  func blocks() async throws {
    let directory = try QuartetProcess.makeDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    for round in 0..<2 {
      let process = try QuartetProcess(
        ["up", "--port", "0", "--data-dir", directory.path], environment: ["TRUSTED_PROXIES": "127.0.0.1"])
      let url = try await process.line("ready gateway=")
      let values = try Installation.readValues(directory)
      let client = TestHTTP(
        url,
        headers: [
          "X-API-Key": values["QUARTET_PUBLISHABLE_KEY"] ?? "", "Origin": "http://localhost:3000",
          "X-Forwarded-For": "203.0.113.9",
        ])
      if round == 0 {
        for _ in 0..<3 {
          let sent = try await client.send("POST", "/v1/auth/forgot-password", Self.forgot)
          #expect(sent.status == 200, "\(sent.text)")
        }
      }
      let blocked = try await client.send("POST", "/v1/auth/forgot-password", Self.forgot)
      let wait = Int(blocked.headers["retry-after"] ?? "") ?? 0
      #expect(blocked.status == 429 && (1...1800).contains(wait), "round \(round): \(blocked.status) \(wait)")
      #expect(round == 1 || wait > 1700)
      await process.stop()
    }
  }
}

@Suite("Identity, with several gateways", .enabled(if: Engine.postgresURL != nil))
struct IdentityFleetTests {
  private static func user(
    _ fleet: Fleet, _ url: String
  ) async throws -> (app: TestHTTP, me: TestHTTP) {
    let values = try Installation.readValues(fleet.directory)
    let app = TestHTTP(
      url,
      headers: [
        "X-API-Key": values["QUARTET_PUBLISHABLE_KEY"] ?? "", "Origin": "http://localhost:3000",
        "X-Forwarded-For": "198.51.100.\(Int.random(in: 1...254))",
      ])
    let registered = try await app.send(
      "POST", "/v1/auth/register",
      #"{"email":"u\#(UInt64.random(in: .min ... .max))@example.com","password":"Segredo123"}"#)
    let token = registered.json["access_token"] as? String ?? ""
    return (app, app.with(["Authorization": "Bearer \(token)"]))
  }

  @Test("what one gateway revokes, the other refuses; limits are counted together")
  func revocation() async throws {
    try await Fleet.with { fleet in
      let second = try QuartetProcess(["serve", "gateway", "--port", "0"], environment: fleet.settings)
      let secondURL = try await second.line("ready gateway=")
      let (app, me) = try await Self.user(fleet, fleet.url)
      let elsewhere = TestHTTP(secondURL, headers: me.headers)
      let seen = try await elsewhere.send("GET", "/v1/auth/me")
      #expect(seen.status == 200)
      #expect(try await me.send("POST", "/v1/auth/logout").status == 200)
      try await eventually { try await elsewhere.send("GET", "/v1/auth/me").status == 401 }

      let body = #"{"email":"nobody@example.com"}"#
      var statuses: [Int] = []
      for url in [fleet.url, secondURL, fleet.url, secondURL] {
        statuses.append(
          try await TestHTTP(url, headers: app.headers).send("POST", "/v1/auth/forgot-password", body).status)
      }
      #expect(statuses == [200, 200, 200, 429])
      await second.stop()
    }
  }

  @Test("a gateway that is cut off from the auth service stops trusting what it remembers")
  func cutOff() async throws {
    try await Fleet.with { fleet in
      let (_, me) = try await Self.user(fleet, fleet.url)
      let created = try await me.send(
        "POST", "/v1/organizations", #"{"name":"Acme","slug":"acme-\#(UInt32.random(in: 0 ... .max))"}"#)
      let organization = try #require(created.json["id"] as? String)
      // Answered by the order service: only the gateway's own knowledge stands between the caller and it.
      let member = me.with(["X-Organization-Id": organization])
      let path = "/v1/entity/records/00000000-0000-7000-8000-000000000000"
      #expect(try await member.send("GET", path).status == 404)
      let auth = fleet.processes[0]
      auth.signal(SIGKILL)
      _ = await auth.waitForExit()
      var status = 404
      // As long as it takes the gateway to notice.
      try await eventually {
        status = try await member.send("GET", path).status
        return status != 404
      }
      #expect(status == 503)
      let back = try fleet.again("auth")
      _ = try await back.line("ready auth=")
      try await eventually {
        status = try await member.send("GET", path).status
        return status != 503
      }
      #expect(status == 404)
      await back.stop()
    }
  }
}
