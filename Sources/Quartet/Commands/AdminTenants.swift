import ArgumentParser
import AuthService
import Foundation
import Runtime

/// `quartet admin tenants`.
struct AdminTenants: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tenants", abstract: "List, create, change and suspend tenants.",
    subcommands: [List.self, Create.self, Settings.self, AllowOrigin.self, Suspend.self, Resume.self],
    defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the tenants, oldest first.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    func run() async throws {
      try await Admin.auth(options) { try await output.show($0.listTenants().map(TenantRow.init)) }
    }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Create a tenant and print its id.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @Argument(help: "The tenant's name.") var name: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        let id = try await auth.createTenant(name: name)
        try output.show(DoneRow(id: id, done: id))
      }
    }
  }

  struct Settings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a tenant's settings, after changing those that are named.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Option(help: "The tenant's name.") var name: String?
    @Option(help: "Whether new users verify their e-mail first: true or false.") var emailVerification: Bool?
    @Option(
      name: .customLong("redirect-uri"),
      help: "A URI that OAuth logins may return to; may be repeated, and replaces those there are.")
    var redirectURIs: [String] = []
    @Flag(name: .customLong("no-redirect-uris"), help: "Remove every redirect URI.") var noRedirectURIs = false
    @Option(help: "Whether each refresh gives a new refresh token: true or false.") var tokenRotation: Bool?
    @Option(help: "off, optional or required.") var secondFactor: TenantSettings.SecondFactor?
    @Option(help: "Whether sensitive actions ask for the second factor afresh: true or false.") var stepUp: Bool?
    @Option(help: "Whether users may log in with Google: true or false.") var google: Bool?
    @Option(help: "The tenant's OAuth client at Google; empty removes it. The secret is read from standard input.")
    var googleClientID: String?
    @Option(
      name: .customLong("email-verification-url"),
      help: "The page that verification links lead to; empty: Quartet's own.")
    var emailVerificationURL: String?
    @Option(
      name: .customLong("email-reset-url"), help: "The page that password reset links lead to; empty: Quartet's own.")
    var emailResetURL: String?
    @Option(
      name: .customLong("email-invitation-url"), help: "The page that invitations lead to; empty: Quartet's own.")
    var emailInvitationURL: String?
    @Option(help: "The language of e-mails to users whose own is not known: en, pt or hu; empty: the request's.")
    var emailLanguage: String?

    func validate() throws {
      if noRedirectURIs && !redirectURIs.isEmpty {
        throw ValidationError("Give either --redirect-uri or --no-redirect-uris.")
      }
    }

    func run() async throws {
      // Not an option: whoever lists the processes would see it.
      let secret = googleClientID.flatMap { $0.isEmpty ? nil : readLine(strippingNewline: true) }
      try await Admin.auth(options) { auth in
        let changed =
          isReading
          ? try await auth.tenant(tenant.id)
          : try await auth.updateTenant(
            tenant.id, name: name, emailVerificationRequired: emailVerification,
            allowedRedirectURIs: noRedirectURIs || !redirectURIs.isEmpty ? redirectURIs : nil,
            refreshTokenRotation: tokenRotation, secondFactor: secondFactor, stepUp: stepUp, googleEnabled: google,
            googleClientID: googleClientID, googleClientSecret: secret, email: email)
        try output.show(TenantRow(changed))
      }
    }

    /// Whether nothing is to be changed.
    private var isReading: Bool {
      name == nil && emailVerification == nil && redirectURIs.isEmpty && !noRedirectURIs && tokenRotation == nil
        && secondFactor == nil && stepUp == nil && google == nil && googleClientID == nil
        && email == EmailSettingsChange()
    }

    private var email: EmailSettingsChange {
      EmailSettingsChange(
        verificationURL: emailVerificationURL, passwordResetURL: emailResetURL, invitationURL: emailInvitationURL,
        language: emailLanguage)
    }
  }

  struct AllowOrigin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "allow-origin", abstract: "Let every publishable key of a tenant be used from one more origin.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @OptionGroup var tenant: AdminTenant
    @Argument(help: "The origin, as scheme://host[:port].") var origin: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.addAllowedOrigin(origin, tenantID: auth.tenant(tenant.id).id)
        try output.show(DoneRow(id: tenant.id, done: "allowed"))
      }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Refuse a tenant's keys, sessions and logins at every gateway.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @Argument(help: "The tenant's id.") var id: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.setTenantActive(false, id)
        try output.show(DoneRow(id: id, done: "suspended"))
      }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a suspended tenant go on.")
    @OptionGroup var options: CommonOptions
    @OptionGroup var output: AdminOutput
    @Argument(help: "The tenant's id.") var id: String
    func run() async throws {
      try await Admin.auth(options) { auth in
        try await auth.setTenantActive(true, id)
        try output.show(DoneRow(id: id, done: "resumed"))
      }
    }
  }
}

extension TenantSettings.SecondFactor: ExpressibleByArgument {}

/// A tenant with its settings, but for secrets.
private struct TenantRow: AdminRow {
  var id: String
  var name: String
  var isActive: Bool
  var emailVerificationRequired: Bool
  var allowedRedirectUris: [String]
  var refreshTokenRotation: Bool
  var secondFactor: String
  var stepUp: Bool
  var googleEnabled: Bool
  var googleClientId: String?
  var emailVerificationUrl: String?
  var emailPasswordResetUrl: String?
  var emailInvitationUrl: String?
  var emailLanguage: String?
  var createdAt: Date

  init(_ tenant: Tenant) {
    let settings = tenant.settings
    id = tenant.id
    name = tenant.name
    isActive = tenant.isActive
    emailVerificationRequired = settings.emailVerificationRequired
    allowedRedirectUris = settings.allowedRedirectURIs
    refreshTokenRotation = settings.refreshTokenRotation
    secondFactor = settings.secondFactor.rawValue
    stepUp = settings.stepUp
    googleEnabled = settings.googleEnabled
    googleClientId = settings.google?.clientID
    emailVerificationUrl = settings.email.verificationURL
    emailPasswordResetUrl = settings.email.passwordResetURL
    emailInvitationUrl = settings.email.invitationURL
    emailLanguage = settings.email.language?.rawValue
    createdAt = tenant.createdAt.date
  }

  var line: String {
    var parts = [id, name, "second-factor=\(secondFactor)"]
    if !isActive { parts.append("suspended") }
    if emailVerificationRequired { parts.append("email-verification") }
    if refreshTokenRotation { parts.append("token-rotation") }
    if stepUp { parts.append("step-up") }
    if !googleEnabled { parts.append("google=off") }
    if let googleClientId { parts.append("google=\(googleClientId)") }
    for (name, value) in [
      ("verification-url", emailVerificationUrl), ("reset-url", emailPasswordResetUrl),
      ("invitation-url", emailInvitationUrl), ("language", emailLanguage),
    ] {
      if let value { parts.append("email-\(name)=\(value)") }
    }
    return (parts + allowedRedirectUris).joined(separator: "  ")
  }
}
