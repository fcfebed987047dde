import ArgumentParser
import AuthService
import Foundation
import Runtime

/// `quartet admin users`.
struct AdminUsers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users",
    abstract: "List end users, end their sessions, lock them out, let them in again, delete them.",
    subcommands: [
      List.self, Deactivate.self, Activate.self, EndSessions.self, ResetSecondFactor.self, Delete.self,
    ],
    defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's users, newest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "A part of the e-mail or the name, or the whole id.") var search: String?
    @Option(help: "Only active users (true) or deactivated ones (false).") var active: Bool?
    @Option(help: "The page, from 1.") var page: Int32 = 1
    @Option(help: "How many users a page has, 1 to 100.") var perPage: Int32 = 20
    func run() async throws {
      try await Admin.auth(options) { auth in
        let found = try await auth.listUsers(
          tenantID: tenant.id, matching: search, isActive: active, page: page, perPage: perPage)
        try output.show(found.users.map(UserRow.init))
      }
    }
  }

  /// Which user a command is about.
  struct Target: ParsableArguments {
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The user's id.") var id: String

    func run(_ done: String, _ body: (AuthAdministration) async throws -> Void) async throws {
      try await Admin.auth(options) { auth in
        try await body(auth)
        try output.show(DoneRow(id: id, done: done))
      }
    }
  }

  struct Deactivate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "End a user's sessions and refuse further logins.")
    @OptionGroup var user: Target
    func run() async throws {
      try await user.run("deactivated") { try await $0.deactivateUser(tenantID: user.tenant.id, userID: user.id) }
    }
  }

  struct Activate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a deactivated user log in again.")
    @OptionGroup var user: Target
    func run() async throws {
      try await user.run("activated") { try await $0.activateUser(tenantID: user.tenant.id, userID: user.id) }
    }
  }

  struct EndSessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end-sessions", abstract: "End every session of a user at every gateway.")
    @OptionGroup var user: Target
    func run() async throws {
      try await user.run("ended") { try await $0.endSessions(tenantID: user.tenant.id, userID: user.id) }
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete a user for good, with accounts, sessions and memberships; organizations stay.")
    @OptionGroup var user: Target
    func run() async throws {
      try await user.run("deleted") { try await $0.deleteUser(tenantID: user.tenant.id, userID: user.id) }
    }
  }

  struct ResetSecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reset-second-factor",
      abstract: "Remove the second factor of a user who has lost the device, and end every session.")
    @OptionGroup var user: Target
    func run() async throws {
      try await user.run("reset") { try await $0.resetSecondFactor(tenantID: user.tenant.id, userID: user.id) }
    }
  }
}

/// An end user.
private struct UserRow: AdminRow {
  var id: String
  var email: String?
  var displayName: String?
  var isActive: Bool
  var createdAt: Date

  init(_ user: AuthAdministration.ListedUser) {
    id = user.id
    email = user.email
    displayName = user.displayName
    isActive = user.isActive
    createdAt = user.createdAt.date
  }

  var line: String {
    [id, email ?? "-", displayName, isActive ? nil : "deactivated"].compactMap { $0 }.joined(separator: "  ")
  }
}
