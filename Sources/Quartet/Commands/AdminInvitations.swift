import ArgumentParser
import AuthService
import Foundation

/// `quartet admin invitations`.
struct AdminInvitations: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invitations", abstract: "List an organization's open invitations and take one back.",
    subcommands: [List.self, Revoke.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List an organization's invitations that wait for an answer, newest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The organization's id.") var organization: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await output.show(
          auth.listInvitations(tenantID: tenant.id, organizationID: organization).map(InvitationRow.init))
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take an invitation back; its token is void.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The invitation's id.") var id: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.revokeInvitation(tenantID: tenant.id, id: id)
        try output.show(DoneRow(id: id, done: "revoked"))
      }
    }
  }
}

/// An invitation that waits for an answer.
private struct InvitationRow: AdminRow {
  var id: String
  var email: String
  var role: String
  var isExpired: Bool
  var expiresAt: Date

  init(_ invitation: AuthAdministration.InvitationLine) {
    id = invitation.id
    email = invitation.email
    role = invitation.role
    isExpired = invitation.isExpired
    expiresAt = invitation.expiresAt.date
  }

  var line: String { [id, email, role, isExpired ? "expired" : nil].compactMap { $0 }.joined(separator: "  ") }
}
