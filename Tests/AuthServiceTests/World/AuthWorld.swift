import AuthService
import Contracts
import Foundation
import GRPCCore
import Runtime
import Storage
import SwiftProtobuf
import TestSupport

/// The auth service in this process, over an empty database, with cheap password hashes.
struct AuthWorld {
  static let password = "SecurePass123"

  let database: any Database
  let services: InProcessServices
  let administration: AuthAdministration
  let clock: TestClock
  let environment: ServiceEnvironment

  /// The answer of a call, and the headers that the service wants set.
  struct Reply<Message: SwiftProtobuf.Message> {
    var message: Message
    var headers: [(name: String, value: String)]

    var cookies: [String] { headers.filter { $0.name == "set-cookie" }.map(\.value) }
    var cookie: String? { cookies.first { $0.hasPrefix("quartet_session=") } }
    var sessionToken: String? {
      cookie?.split(separator: ";").first?.split(separator: "=", maxSplits: 1).last.map(String.init)
    }
  }

  var channel: ServiceChannel { .inProcess(services) }

  @discardableResult
  func reply<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, as caller: Caller, metadata: Metadata = [:],
    _ fill: (inout Request) throws -> Void = { _ in }
  ) async throws -> Reply<Response> {
    let call = Call(caller: caller, requestID: "test", metadata: metadata)
    let message = try await channel.call(rpc, try .with(fill), as: call)
    return Reply(message: message, headers: call.response.headers)
  }

  @discardableResult
  func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, as caller: Caller, _ fill: (inout Request) throws -> Void = { _ in }
  ) async throws -> Response {
    try await channel.call(rpc, caller: caller, fill)
  }

  @discardableResult
  func call<Request: Message, Response: Message>(
    _ rpc: UnaryRPC<Request, Response>, _ request: Request, as caller: Caller
  ) async throws -> Response {
    try await channel.call(rpc, request, caller: caller)
  }

  // MARK: What most tests do

  func register(
    _ email: String = "user@example.com", password: String = AuthWorld.password, displayName: String? = nil,
    returnTo: String? = nil, tenant: String = Caller.defaultTenantID
  ) async throws -> Reply<AuthV1.RegisterResponse> {
    try await reply(.register, as: .application(tenant)) {
      $0.email = email
      $0.password = password
      if let displayName { $0.displayName = displayName }
      if let returnTo { $0.returnTo = returnTo }
    }
  }

  func login(
    _ email: String = "user@example.com", password: String = AuthWorld.password,
    tenant: String = Caller.defaultTenantID, metadata: Metadata = [:]
  ) async throws -> Reply<AuthV1.LoginResponse> {
    try await reply(.login, as: .application(tenant), metadata: metadata) {
      $0.email = email
      $0.password = password
    }
  }

  func refresh(_ token: String, tenant: String = Caller.defaultTenantID) async throws -> AuthV1.TokenResponse {
    try await call(.refresh, as: .application(tenant)) { $0.refreshToken = token }
  }

  func createOrganization(
    _ slug: String, name: String = "My Company", as caller: Caller
  ) async throws -> AuthV1.Organization {
    try await call(.createOrganization, as: caller) {
      $0.name = name
      $0.slug = slug
    }
  }

  func myOrganizations(as caller: Caller) async throws -> [AuthV1.Organization] {
    let response = try await call(.listMyOrganizations, as: caller)
    return response.organizations
  }

  func ensureCompany(
    _ request: AuthV1.EnsureCompanyRequest = .init(), as caller: Caller
  ) async throws -> AuthV1.Company {
    try await call(.ensureCompany, request, as: caller)
  }

  func resolve(_ apiKey: String) async throws -> AuthV1.ApiKey {
    try await call(.resolveApiKey, as: .gateway) { $0.apiKey = apiKey }
  }

  func resolve(cookie: String) async throws -> AuthV1.Session {
    try await call(.resolveSession, as: .gateway) { $0.token = cookie }
  }
}

extension Caller {
  /// A web app with a publishable key and nobody logged in.
  static func application(_ tenant: String = Caller.defaultTenantID) -> Caller {
    Caller(tenantID: tenant, credential: .publishableKey, clientIP: "192.0.2.7")
  }

  /// A logged-in user of a web app.
  static func user(_ id: String, _ tenant: String = Caller.defaultTenantID) -> Caller {
    Caller(tenantID: tenant, userID: id, credential: .publishableKey)
  }

  static let gateway = Caller(credential: .service)
}

/// Gives `body` an auth service over an empty database of its own.
func withAuthWorld(
  _ engine: Engine, clock: TestClock = TestClock(), settings configure: (inout Settings) -> Void = { _ in },
  _ body: (AuthWorld) async throws -> Void
) async throws {
  try await withDatabase(engine, schema: "auth") { database in
    let services = InProcessServices()
    var settings = Settings()
    settings.tokens.service = "test-service-token"
    settings.dataDirectory = FileManager.default.temporaryDirectory.appending(path: "quartet-auth-\(UUID())").path
    configure(&settings)
    let environment = ServiceEnvironment.test(database, services: services, clock: clock, settings: settings)
    services.host(try await AuthService.build(environment, passwordCost: .test))
    let world = AuthWorld(
      database: database, services: services,
      administration: try await AuthService.administration(environment, passwordCost: .test), clock: clock,
      environment: environment)
    try await body(world)
  }
}

extension PasswordCost {
  static let test = PasswordCost(logRounds: 2, blockSize: 1, parallelism: 1)
}
