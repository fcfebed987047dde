import Foundation
import TestSupport
import Testing

@Suite("quartet admin")
struct AdminCommandTests {
  /// `quartet admin` on SQLite files of its own.
  private struct Operator {
    let directory: String

    struct Result {
      var code: Int32
      var output: String

      /// The output as JSON.
      func json<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(output.utf8))
      }
    }

    func run(_ arguments: String...) async throws -> Result { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Result {
      let output = URL(filePath: directory).appending(path: "output-\(UUID())")
      FileManager.default.createFile(atPath: output.path, contents: nil)
      let file = try FileHandle(forWritingTo: output)
      let process = Process()
      process.executableURL = QuartetProcess.executable
      process.arguments = ["admin"] + arguments + ["--data-dir", directory]
      process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory, "SERVICE_TOKEN": "admin-command-tests"]
      // A file rather than a pipe: nobody has to read while the command runs.
      process.standardOutput = file
      process.standardError = file
      let code = try await withCheckedThrowingContinuation { done in
        process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
        do { try process.run() } catch { done.resume(throwing: error) }
      }
      try file.close()
      return Result(code: code, output: String(decoding: try Data(contentsOf: output), as: UTF8.self))
    }
  }

  private func withOperator(_ body: (Operator) async throws -> Void) async throws {
    let directory = try QuartetProcess.makeDirectory()
    let admin = Operator(directory: directory.path)
    #expect(try await admin.run("migrate").code == 0)
    try await body(admin)
    try FileManager.default.removeItem(at: directory)
  }

  private struct Done: Decodable {
    var id: String
  }
  private struct Tenant: Decodable {
    var id: String
    var name: String
    var isActive: Bool
    var secondFactor: String
    var allowedRedirectUris: [String]
  }
  private struct Key: Decodable {
    var id: String
    var name: String
    var status: String
    var scopes: [String]
    var allowedOrigins: [String]
    var replacedBy: String?
  }
  private struct NewKey: Decodable {
    var key: String
    var apiKey: Key
  }
  private struct Member: Decodable {
    var id: String
    var email: String
    var role: String
  }
  private struct NewMember: Decodable {
    var password: String
    var member: Member
  }

  @Test("tenants are created, changed, suspended and resumed")
  func tenants() async throws {
    try await withOperator { admin in
      let id = try await admin.run("tenants", "create", "Acme", "--json").json(Done.self).id
      let changed = try await admin.run(
        "tenants", "settings", "--tenant", id, "--second-factor", "required", "--redirect-uri",
        "https://acme.example/cb", "--json"
      ).json(Tenant.self)
      #expect(changed.secondFactor == "required")
      #expect(changed.allowedRedirectUris == ["https://acme.example/cb"])
      let bad = try await admin.run("tenants", "settings", "--tenant", id, "--redirect-uri", "http://acme.example/cb")
      #expect(bad.code != 0)
      #expect(bad.output.contains("allowed_redirect_uris[0]"))
      #expect(try await admin.run("tenants", "suspend", id).code == 0)
      let listed = try await admin.run("tenants", "--json").json([Tenant].self)
      #expect(listed.map(\.name) == ["Default", "Acme"])
      #expect(listed.map(\.isActive) == [true, false])
      #expect(try await admin.run("tenants", "resume", id).code == 0)
      let unchanged = try await admin.run("tenants", "settings", "--tenant", id, "--json").json(Tenant.self)
      #expect(unchanged.isActive)
      #expect(unchanged.secondFactor == "required")
    }
  }

  @Test("keys are created, rotated and revoked")
  func keys() async throws {
    try await withOperator { admin in
      let made = try await admin.run(
        "keys", "create", "--name", "Shop", "--origin", "https://shop.example", "--scope", "auth", "--json"
      ).json(NewKey.self)
      #expect(made.key.hasPrefix("pk_live_"))
      #expect(made.apiKey.scopes == ["auth"])
      let rotated = try await admin.run("keys", "rotate", made.apiKey.id, "--overlap-seconds", "0")
      #expect(rotated.output.hasPrefix("pk_live_"))
      let listed = try await admin.run("keys", "list", "--json").json([Key].self)
      #expect(listed.map(\.status) == ["expired", "active"])
      #expect(listed[0].replacedBy == listed[1].id)
      #expect(listed[1].allowedOrigins == ["https://shop.example"])
      #expect(try await admin.run("keys", "revoke", listed[1].id).code == 0)
      #expect(try await admin.run("keys", "revoke", listed[1].id).code != 0)
      let bad = try await admin.run("keys", "create", "--origin", "nowhere", "--scope", "all")
      #expect(bad.code != 0)
      #expect(bad.output.contains("allowed_origins[0]") && bad.output.contains("scopes[0]"))
    }
  }

  @Test("the team is added to and reduced, but never without an owner")
  func team() async throws {
    try await withOperator { admin in
      let owner = try await admin.run("team", "add", "owner@example.com", "--role", "owner", "--json")
        .json(NewMember.self)
      #expect(owner.password.count >= 20)
      #expect(owner.member.role == "owner")
      let viewer = try await admin.run("team", "add", "viewer@example.com", "--role", "viewer", "--json")
        .json(NewMember.self).member
      #expect(try await admin.run("team", "role", viewer.id, "admin").code == 0)
      #expect(try await admin.run("team", "reset-second-factor", viewer.id).code == 0)
      let listed = try await admin.run("team", "--json").json([Member].self)
      #expect(listed.map(\.role) == ["owner", "admin"])
      #expect(try await admin.run("team", "remove", viewer.id).code == 0)
      let last = try await admin.run("team", "remove", owner.member.id)
      #expect(last.code != 0)
      #expect(last.output.contains("at least one owner"))
    }
  }

  @Test("organizations, invitations, sessions and lock-outs are looked at, and what is not there is named")
  func people() async throws {
    try await withOperator { admin in
      for command in [["organizations"], ["lockouts"]] {
        let listed = try await admin.run(command + ["list", "--json"])
        #expect(listed.code == 0)
        #expect(try listed.json([Done].self).isEmpty)
      }
      for (command, words) in [
        (["organizations", "show", "x"], "Organization not found"),
        (["organizations", "transfer-ownership", "x", "y"], "Organization not found"),
        (["invitations", "list", "x"], "Organization not found"),
        (["invitations", "revoke", "x"], "Invitation not found"),
        (["sessions", "list", "x"], "User not found"), (["sessions", "end", "x"], "session"),
        (["lockouts", "clear", "--user", "x"], "User not found"), (["lockouts", "clear"], "--network"),
        (["tenants", "allow-origin", "nowhere"], "is not an origin"),
      ] {
        let refused = try await admin.run(command)
        #expect(refused.code != 0 && refused.output.contains(words), "\(command): \(refused.output)")
      }
      #expect(try await admin.run(["lockouts", "clear", "--network", "192.0.2.1"]).code == 0)
      _ = try await admin.run("keys", "create", "--origin", "https://shop.example")
      #expect(try await admin.run("tenants", "allow-origin", "https://new.example").code == 0)
      let keys = try await admin.run("keys", "list", "--json").json([Key].self)
      #expect(keys.map(\.allowedOrigins) == [["https://shop.example", "https://new.example"]])
    }
  }

  @Test("stores, orders, reservations and ERPs are looked at, and what is not there is named")
  func shops() async throws {
    try await withOperator { admin in
      for command in ["stores", "orders", "reservations", "stock-sync"] {
        let listed = try await admin.run(command, "list", "--json")
        #expect(listed.code == 0)
        #expect(try listed.json([Done].self).isEmpty)
      }
      for (command, words) in [
        (["stores", "close", "x"], "There is no such store"), (["orders", "show", "x"], "There is no such order"),
        (["orders", "cancel", "x"], "There is no such order"),
        (["orders", "list", "--status", "lost"], "is not a status of an order"),
        (["orders", "list", "--store", "x"], "There is no such store"),
        (["reservations", "release", "x"], "There is no such order"),
        (["stock-sync", "disable", "x"], "There is no such store"),
      ] {
        let refused = try await admin.run(command)
        #expect(refused.code != 0 && refused.output.contains(words), "\(command): \(refused.output)")
      }
    }
  }

  @Test("the ledger is verified and explained, and its workers run when asked")
  func ledger() async throws {
    try await withOperator { admin in
      #expect(try await admin.run("grant-tokens", "--organization", "org-1", "--tokens", "500").code == 0)
      let verified = try await admin.run("billing", "verify")
      #expect(verified.code == 0 && verified.output.contains("rules hold"), "\(verified.output)")
      let explained = try await admin.run("billing", "explain", "org-1")
      #expect(explained.code == 0 && explained.output.contains("credits:token:organization:org-1  500  = 500"))
      let workers = [
        "hold-sweep", "expiry-sweep", "credit-reset", "sealing", "stripe-events", "stripe-calls", "stripe-objects",
        "stripe-sync",
      ]
      for worker in workers {
        let run = try await admin.run("billing", "run", worker)
        #expect(run.code == 0 && run.output.contains("\(worker): "), "\(run.output)")
      }
      let unknown = try await admin.run("billing", "run", "x")
      #expect(unknown.code != 0 && unknown.output.contains("There is no worker named x"))
    }
  }

  @Test("unknown users are an error, an empty list is none")
  func users() async throws {
    try await withOperator { admin in
      let listed = try await admin.run("users", "list", "--json")
      #expect(listed.code == 0)
      #expect(try listed.json([Done].self).isEmpty)
      for command in ["deactivate", "activate", "end-sessions", "reset-second-factor", "delete"] {
        let refused = try await admin.run("users", command, "nobody")
        #expect(refused.code != 0)
        #expect(refused.output.contains("User not found"))
      }
    }
  }
}
