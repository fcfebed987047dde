import ArgumentParser
import AuthService
import BillingService
import Foundation
import Runtime
import Storage

/// `quartet admin`: an operator's commands, straight on the databases.
struct Admin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tenants, keys, plans and migrations, straight on the databases.",
    subcommands: [
      Migrate.self, Tenants.self, CreateTenant.self, Keys.self, CreateKey.self, RevokeKey.self, Plans.self,
      GrantTokens.self,
    ])

  /// The database of one service, for the length of a command.
  static func with(
    _ name: ServiceName, _ options: CommonOptions, _ body: (Assembly, ServiceEnvironment) async throws -> Void
  ) async throws {
    await StartupFailure.guarding {
      var settings = try await options.settings()
      if settings.databaseURL == nil {
        guard FileManager.default.fileExists(atPath: settings.dataDirectory) else {
          throw StartupFailure("The data directory \(settings.dataDirectory) does not exist.")
        }
        var firstStart = try FirstStart(dataDirectory: settings.dataDirectory)
        firstStart.completeTokens(&settings)
      }
      settings.logLevel = "warning"
      let assembly = try Assembly(role: "admin", settings: settings)
      let environment = try assembly.environment(name, ServiceChannels(inProcess: InProcessServices()))
      do {
        try await body(assembly, environment)
      } catch let error as any DomainError {
        throw StartupFailure(error.serviceError.message)
      } catch let error as StorageError {
        throw StartupFailure("The \(name.rawValue) database can't be used: \(error)")
      }
      await environment.database.close()
    }
  }

  struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring every service's schema up to date.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      for name in ServiceName.allCases {
        try await Admin.with(name, options) { assembly, environment in
          _ = try await assembly.build(name, environment)
          print("\(name.rawValue): up to date")
        }
      }
    }
  }

  struct Tenants: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the tenants.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      try await Admin.with(.auth, options) { _, environment in
        for tenant in try await AuthService.administration(environment).listTenants() {
          print("\(tenant.id)  \(tenant.name)")
        }
      }
    }
  }

  struct CreateTenant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Create a tenant and print its id.")
    @OptionGroup var options: CommonOptions
    @Argument(help: "The tenant's name.") var name: String
    func run() async throws {
      try await Admin.with(.auth, options) { _, environment in
        print(try await AuthService.administration(environment).createTenant(name: name))
      }
    }
  }

  struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a tenant's API keys.")
    @OptionGroup var options: CommonOptions
    @Option(help: "The tenant's id. Default: the default tenant.") var tenant = Caller.defaultTenantID
    func run() async throws {
      try await Admin.with(.auth, options) { _, environment in
        for key in try await AuthService.administration(environment).listKeys(tenantID: tenant) {
          let kind = key.revokedAt == nil ? key.allowedOrigins.joined(separator: " ") : "revoked"
          print("\(key.id)  \(key.hint)  \(kind)")
        }
      }
    }
  }

  struct CreateKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Create an API key and print it, this once.")
    @OptionGroup var options: CommonOptions
    @Option(help: "The tenant's id. Default: the default tenant.") var tenant = Caller.defaultTenantID
    @Flag(help: "A secret key (sk_live_…) instead of a publishable one.") var secret = false
    @Option(help: "An origin that a publishable key is accepted from; may be repeated.") var origin: [String] = []
    func run() async throws {
      try await Admin.with(.auth, options) { _, environment in
        print(
          try await AuthService.administration(environment)
            .createAPIKey(tenantID: tenant, secret: secret, origins: origin))
      }
    }
  }

  struct RevokeKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Revoke an API key at every gateway.")
    @OptionGroup var options: CommonOptions
    @Argument(help: "The key's id.") var id: String
    func run() async throws {
      try await Admin.with(.auth, options) { _, environment in
        try await AuthService.administration(environment).revokeAPIKey(id: id)
        print("revoked")
      }
    }
  }

  struct Plans: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the plans.")
    @OptionGroup var options: CommonOptions
    func run() async throws {
      try await Admin.with(.billing, options) { _, environment in
        let administration = BillingAdministration(
          database: environment.database, clock: environment.clock, ids: environment.ids)
        try await administration.migrate()
        for plan in try await administration.listPlans(tenantID: Caller.defaultTenantID) {
          print(
            "\(plan.terms.slug)  \(plan.terms.name)  \(plan.terms.monthlyCents) cents  \(plan.terms.includedTokens) tokens"
          )
        }
      }
    }
  }

  struct GrantTokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a user or an organization tokens on top of its plan.")
    @OptionGroup var options: CommonOptions
    @Option(help: "The user's id.") var user: String?
    @Option(help: "The organization's id.") var organization: String?
    @Option(help: "How many tokens.") var tokens: Int64
    @Option(help: "What they were paid with; a second grant with it adds nothing.") var reference: String?

    func validate() throws {
      if (user == nil) == (organization == nil) { throw ValidationError("Give either --user or --organization.") }
    }

    func run() async throws {
      try await Admin.with(.billing, options) { _, environment in
        let administration = BillingAdministration(
          database: environment.database, clock: environment.clock, ids: environment.ids)
        try await administration.migrate()
        let subject = user.map { Subject(.user, $0) } ?? Subject(.organization, organization ?? "")
        let topup = try await administration.grantTopup(to: subject, tokens: tokens, reference: reference)
        print("granted \(topup.id)")
      }
    }
  }
}
