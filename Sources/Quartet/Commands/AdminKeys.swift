import ArgumentParser
import AuthService
import Foundation
import Runtime
import Storage

/// `quartet admin keys`.
struct AdminKeys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List, create, rotate and revoke API keys.",
    subcommands: [List.self, Create.self, Rotate.self, Revoke.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's API keys, oldest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    func run() async throws {
      try await Admin.auth(options) { auth in
        let now = SystemClock().now()
        try await output.show(auth.listKeys(tenantID: tenant.id).map { KeyRow($0, at: now) })
      }
    }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Create an API key and print it, this once.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Option(help: "What people call it. Default: web, or secret.") var name: String?
    @Flag(help: "A secret key (sk_live_…) instead of a publishable one.") var secret = false
    @Option(help: "An origin that a publishable key is accepted from, or \"*\"; may be repeated.")
    var origin: [String] = []
    @Option(
      help: "What it may be used for: \(KeyScope.allCases.map(\.rawValue).joined(separator: ", ")); may be repeated.")
    var scope: [String] = []
    @Option(help: "After how many days it ends by itself.") var expiresInDays: Int?

    func validate() throws {
      if let expiresInDays, !(1...3650).contains(expiresInDays) {
        throw ValidationError("--expires-in-days takes 1 to 3650.")
      }
    }

    func run() async throws {
      try await Admin.auth(options) { auth in
        let now = SystemClock().now()
        let made = try await auth.makeAPIKey(
          tenantID: tenant.id, name: name ?? (secret ? "secret" : "web"), secret: secret, origins: origin,
          scopes: scope, expiresAt: expiresInDays.map { now.adding(.seconds($0 * 24 * 3600)) })
        try output.show(NewKeyRow(key: made.text, apiKey: KeyRow(made.record, at: now)))
      }
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a new API key in the place of one and print it, this once.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @Argument(help: "The old key's id.") var id: String
    @Option(help: "For how many seconds the old key still works: 0 to 604800. Default 86400.")
    var overlapSeconds: Int64?
    func run() async throws {
      try await Admin.auth(options) { auth in
        let made = try await auth.rotateAPIKey(id: id, overlap: overlapSeconds.map { .seconds($0) })
        try output.show(NewKeyRow(key: made.text, apiKey: KeyRow(made.record, at: SystemClock().now())))
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Revoke an API key at every gateway.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @Argument(help: "The key's id.") var id: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.revokeAPIKey(id: id)
        try output.show(DoneRow(id: id, done: "revoked"))
      }
    }
  }
}

/// An API key, never its text.
private struct KeyRow: AdminRow {
  var id: String
  var name: String
  var kind: String
  var hint: String
  var status: String
  var allowedOrigins: [String]
  var scopes: [String]
  var createdAt: Date
  var lastUsedAt: Date?
  var expiresAt: Date?
  var replacedBy: String?

  init(_ key: APIKeyRecord, at now: Timestamp) {
    id = key.id
    name = key.name
    kind = key.isSecret ? "secret" : "publishable"
    hint = key.hint
    status = key.status(at: now).rawValue
    allowedOrigins = key.allowedOrigins
    scopes = key.scopes
    createdAt = key.createdAt.date
    lastUsedAt = key.lastUsedAt?.date
    expiresAt = key.expiresAt?.date
    replacedBy = key.replacedBy
  }

  var line: String {
    var parts = [id, hint, status, name]
    if !scopes.isEmpty { parts.append("scopes=\(scopes.joined(separator: ","))") }
    if let lastUsedAt { parts.append("used=\(lastUsedAt.formatted(.iso8601))") }
    if let expiresAt { parts.append("expires=\(expiresAt.formatted(.iso8601))") }
    return (parts + allowedOrigins).joined(separator: "  ")
  }
}

/// A new key: for people its text alone, so that a script can take it as it is.
private struct NewKeyRow: AdminRow {
  var key: String
  var apiKey: KeyRow

  var line: String { key }
}
