import ArgumentParser
import AuthService
import Foundation
import Runtime

/// `quartet admin team`.
struct AdminTeam: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "team", abstract: "List, add, change and remove the dashboard admins of a tenant.",
    subcommands: [List.self, Add.self, Role.self, Remove.self, ResetSecondFactor.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's team, oldest members first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    func run() async throws {
      try await Admin.auth(options) { try await output.show($0.listTeam(tenantID: tenant.id).map(MemberRow.init)) }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a dashboard admin and print the password, this once.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The e-mail to log in with.") var email: String
    @Option(help: "owner, admin or viewer.") var role = AdminRole.admin
    func run() async throws {
      try await Admin.auth(options) { auth in
        let password = FirstAccounts.newPassword()
        let member = try await auth.addTeamMember(
          tenantID: tenant.id, email: email, role: role, password: password)
        try output.show(NewMemberRow(password: password, member: MemberRow(member)))
      }
    }
  }

  /// Which member a command is about.
  struct Target: ParsableArguments {
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The member's id.") var id: String

    func run(_ done: String, _ body: (AuthAdministration) async throws -> Void) async throws {
      try await Admin.auth(options) { auth in
        try await body(auth)
        try output.show(DoneRow(id: id, done: done))
      }
    }
  }

  struct Role: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a member another role.")
    @OptionGroup var member: Target
    @Argument(help: "owner, admin or viewer.") var role: AdminRole
    func run() async throws {
      try await member.run(role.rawValue) {
        _ = try await $0.setRole(role, tenantID: member.tenant.id, memberID: member.id)
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a member and end the member's sessions.")
    @OptionGroup var member: Target
    func run() async throws {
      try await member.run("removed") { try await $0.removeTeamMember(tenantID: member.tenant.id, id: member.id) }
    }
  }

  struct ResetSecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reset-second-factor",
      abstract: "Remove the second factor of a member who has lost the device, and end the member's sessions.")
    @OptionGroup var member: Target
    func run() async throws {
      try await member.run("reset") {
        try await $0.resetSecondFactor(tenantID: member.tenant.id, memberID: member.id)
      }
    }
  }
}

extension AdminRole: ExpressibleByArgument {}

/// A dashboard admin.
private struct MemberRow: AdminRow {
  var id: String
  var email: String
  var displayName: String?
  var role: String
  var createdAt: Date
  var lastLoginAt: Date?

  init(_ admin: DashboardAdmin) {
    id = admin.id
    email = admin.email
    displayName = admin.displayName
    role = admin.role.rawValue
    createdAt = admin.createdAt.date
    lastLoginAt = admin.lastLoginAt?.date
  }

  var line: String {
    let login = lastLoginAt.map { "last login \($0.formatted(.iso8601))" } ?? "never logged in"
    return [id, role, email, displayName, login].compactMap { $0 }.joined(separator: "  ")
  }
}

/// A new dashboard admin: for people the password alone.
private struct NewMemberRow: AdminRow {
  var password: String
  var member: MemberRow

  var line: String { password }
}
