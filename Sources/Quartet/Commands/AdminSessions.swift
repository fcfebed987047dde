import ArgumentParser
import AuthService
import Foundation

/// `quartet admin sessions`.
struct AdminSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "List a user's logins and end one.", subcommands: [List.self, End.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a user's sessions that are alive, newest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The user's id.") var user: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await output.show(auth.listSessions(tenantID: tenant.id, userID: user).map(SessionRow.init))
      }
    }
  }

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a session at every gateway.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The session's id.") var id: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.endSession(tenantID: tenant.id, id: id)
        try output.show(DoneRow(id: id, done: "ended"))
      }
    }
  }
}

/// A login of a user.
private struct SessionRow: AdminRow {
  var id: String
  var ipAddress: String?
  var userAgent: String?
  var createdAt: Date
  var expiresAt: Date

  init(_ session: AuthAdministration.UserSession) {
    id = session.id
    ipAddress = session.ipAddress
    userAgent = session.userAgent
    createdAt = session.createdAt.date
    expiresAt = session.expiresAt.date
  }

  var line: String {
    [id, createdAt.formatted(.iso8601), ipAddress ?? "-", userAgent].compactMap { $0 }.joined(separator: "  ")
  }
}
