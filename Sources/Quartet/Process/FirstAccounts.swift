import AuthService
import Foundation
import Runtime

/// Makes sure that the default tenant, a publishable and a secret key and a dashboard admin exist.
struct FirstAccounts {
  /// What a browser app in development runs on; the port in use comes on top.
  static let origins = [
    "http://localhost:3000", "http://localhost:5173", "http://localhost:8080", "http://127.0.0.1:8080",
  ]
  var firstStart: FirstStart

  /// - Returns: the completed file, written, and whether anything was new.
  func ensure(_ environment: ServiceEnvironment) async throws -> (FirstStart, isNew: Bool) {
    var file = firstStart
    let administration = try await AuthService.administration(environment)
    try await administration.ensureDefaultTenant()
    var isNew = false
    if file.value("QUARTET_PUBLISHABLE_KEY") == nil {
      file.set(
        "QUARTET_PUBLISHABLE_KEY",
        try await administration.createAPIKey(
          tenantID: Caller.defaultTenantID, secret: false, origins: Self.origins))
      isNew = true
    }
    if file.value("QUARTET_SECRET_KEY") == nil {
      file.set(
        "QUARTET_SECRET_KEY",
        try await administration.createAPIKey(
          tenantID: Caller.defaultTenantID, secret: true, origins: []))
      isNew = true
    }
    if file.value("QUARTET_ADMIN_PASSWORD") == nil {
      let password = Self.newPassword()
      try await administration.ensureDashboardAdmin(email: "admin@quartet.local", password: password)
      file.set("QUARTET_ADMIN_EMAIL", "admin@quartet.local")
      file.set("QUARTET_ADMIN_PASSWORD", password)
      isNew = true
    }
    try file.write()
    return (file, isNew)
  }
}

extension FirstAccounts {
  /// Lets the first publishable key be used on the gateway's own address. Its port is known only once the
  /// gateway listens (`--port 0`); the address of the start before goes.
  static func allowOwnAddress(_ file: FirstStart, port: Int, _ environment: ServiceEnvironment) async throws {
    guard let key = file.value("QUARTET_PUBLISHABLE_KEY") else { return }
    let former = file.value("QUARTET_URL").flatMap { URL(string: $0)?.port }.map(own(port:)) ?? []
    try await AuthService.administration(environment).moveOrigins(
      ofKey: key, from: Set(former).subtracting(origins), to: own(port: port))
  }

  private static func own(port: Int) -> [String] { ["http://localhost:\(port)", "http://127.0.0.1:\(port)"] }

  /// A random password that satisfies every rule for one: 84 random bits.
  static func newPassword() -> String { "Q1a" + FirstStart.random().prefix(21) }

  /// Over the network only the default tenant is made; keys come from `quartet admin`.
  static func ensureTenant(_ environment: ServiceEnvironment) async throws {
    try await AuthService.administration(environment).ensureDefaultTenant()
  }
}
