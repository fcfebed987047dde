import ArgumentParser
import AuthService
import Contracts
import Foundation
import Gateway
import HTTPTypes
import HummingbirdCore
import Logging
import NIOEmbedded
import Runtime
import Storage

/// What the gateway's check of an API key and an access token costs by itself, everything known already.
struct Authentication: AsyncParsableCommand {
  func run() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "quartet-bench-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
    let database = try Databases.sqlite(path: directory.appending(path: "auth.db").path, logger: logger)
    var settings = Settings()
    settings.tokens.service = "bench"
    settings.dataDirectory = directory.path
    let services = InProcessServices()
    let environment = ServiceEnvironment(
      database: database, channels: ServiceChannels(inProcess: services), settings: settings, logger: logger)
    services.host(try await AuthService.build(environment))
    let request = try await request(AuthService.administration(environment), ServiceChannel.inProcess(services))
    let authenticator = Authenticator(
      auth: .inProcess(services), settings: settings, isLoopback: true, clock: SystemClock(), logger: logger)
    let watching = Task { try await authenticator.watcher.run() }
    while !authenticator.watcher.isLive { await Task.yield() }
    let rule = try AccessRule(
      proto: .with {
        $0.apiKey = .publishable
        $0.user = true
      })
    print("{\"authenticate_us\": \(try await measure(authenticator, request, rule))}")
    watching.cancel()
    await database.close()
  }

  private func request(
    _ administration: AuthAdministration, _ auth: ServiceChannel
  ) async throws -> Request {
    let key = try await administration.createAPIKey(secret: false, origins: ["http://localhost:3000"])
    let registered = try await auth.call(.register, caller: Caller(credential: .publishableKey)) {
      $0.email = "bench@example.com"
      $0.password = "Segredo123"
    }
    var head = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/v1/auth/me")
    for (name, value) in [
      ("X-API-Key", key), ("Origin", "http://localhost:3000"), ("Authorization", "Bearer \(registered.accessToken)"),
      ("User-Agent", "bench"), ("Accept", "*/*"),
    ] {
      guard let name = HTTPField.Name(name) else { continue }
      head.headerFields.append(HTTPField(name: name, value: value))
    }
    return Request(head: head, body: RequestBody(buffer: .init()))
  }

  /// Microseconds per check: the best of five rounds.
  private func measure(_ authenticator: Authenticator, _ request: Request, _ rule: AccessRule) async throws -> Double {
    let channel = EmbeddedChannel()
    let exchange = Exchange(request, channel)
    var best = Double.infinity
    for _ in 0..<5 {
      let start = ContinuousClock.now
      for _ in 0..<50_000 { _ = try await authenticator.authenticate(exchange, rule, .genlobe) }
      let (seconds, attoseconds) = (ContinuousClock.now - start).components
      best = min(best, (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / 50_000)
    }
    return best
  }
}
