import Contracts
import GRPCCore
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Lock-out")
struct LockoutTests {
  private static let attacker = "198.51.100.66"

  @Test("after five free failures, each one locks for twice as long, up to an hour", arguments: Engine.available)
  func schedule(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      for _ in 0..<5 { #expect(try await auth.guess() == nil) }
      for minutes in [1, 2, 4, 8, 16, 32, 60, 60] as [Int64] {
        #expect(try await auth.guess() == nil)
        #expect(try await auth.guess() == .seconds(60 * minutes))
        auth.clock.advance(by: .seconds(60 * minutes - 1))
        #expect(try await auth.guess() == .seconds(1))
        auth.clock.advance(by: .seconds(1))
      }
    }
  }

  @Test("the right password does not open a lock, and does when it is over", arguments: Engine.available)
  func rightPassword(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      for _ in 0..<6 { _ = try await auth.guess() }
      let error = try await refusal {
        try await auth.login(as: .client(Self.attacker))
      }
      #expect(error.code == .resourceExhausted)
      #expect(error.reason == "ACCOUNT_LOCKED")
      #expect(error.retryAfter == .seconds(60))
      auth.clock.advance(by: .seconds(60))
      _ = try await auth.login(as: .client(Self.attacker))
      // Which forgets the failures: the next one would lock for two minutes.
      for _ in 0..<6 { #expect(try await auth.guess(from: "198.51.100.67") == nil) }
      #expect(try await auth.guess(from: "198.51.100.67") == .seconds(60))
    }
  }

  @Test("failures are forgotten a day after the last one", arguments: Engine.available)
  func memory(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      for _ in 0..<5 { _ = try await auth.guess() }
      auth.clock.advance(by: .seconds(24 * 3600 + 1))
      for _ in 0..<5 { _ = try await auth.guess() }
      _ = try await auth.login(as: .client(Self.attacker))
      for _ in 0..<3 { _ = try await auth.guess() }
      let locks = LockStore(database: auth.database)
      try await locks.prune(at: auth.clock.now())
      #expect(try await auth.failureRows() > 0)
      try await locks.prune(at: auth.clock.now().adding(.seconds(24 * 3600 + 1)))
      #expect(try await auth.failureRows() == 0)
    }
  }

  @Test("an attacker can't lock a user out of an address that is known", arguments: Engine.available)
  func knownAddress(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      for _ in 0..<6 { _ = try await auth.guess() }
      #expect(try await auth.guess() != nil)
      _ = try await auth.login()
      // A login at home does not make the attacker's guesses free again.
      #expect(try await auth.guess() != nil)
      auth.clock.advance(by: .seconds(31 * 24 * 3600))
      for _ in 0..<6 { _ = try await auth.guess() }
      #expect(try await reason { try await auth.login() } == "ACCOUNT_LOCKED")
    }
  }

  @Test("an attacker can't lock a user out of a device that is known, wherever it is", arguments: Engine.available)
  func knownDevice(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let cookie = try #require(try await auth.register().deviceCookie)
      for _ in 0..<6 { _ = try await auth.guess() }
      let elsewhere = Caller.client("203.0.113.5")
      #expect(try await reason { try await auth.login(as: elsewhere) } == "ACCOUNT_LOCKED")
      let login = try await auth.login(as: elsewhere, cookie: cookie)
      #expect(login.message.hasAccessToken)
      #expect(login.cookies.contains { $0.hasPrefix("quartet_device=") && $0.contains("Max-Age=31536000") })
      // Nor can one in the same network.
      for number in 0..<21 { _ = try await auth.guess(from: "203.0.113.5", at: "user\(number)@example.com") }
      #expect(try await auth.guess(from: "203.0.113.5", at: "more@example.com") != nil)
      _ = try await auth.login(as: elsewhere, cookie: cookie)
    }
  }

  @Test("a known device has a counter of its own, which locks it alone", arguments: Engine.available)
  func deviceCounter(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let cookie = try #require(try await auth.register().deviceCookie)
      for _ in 0..<6 {
        _ = try await reason { try await auth.login(password: "Wrong1234", as: .application(), cookie: cookie) }
      }
      #expect(try await reason { try await auth.login(as: .application(), cookie: cookie) } == "ACCOUNT_LOCKED")
      _ = try await auth.login(as: .client("203.0.113.5"))
    }
  }

  @Test(
    "a device cookie of another user, another tenant, or one that is altered or old, helps nobody",
    arguments: Engine.available)
  func foreignCookies(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let cookie = try #require(try await auth.register().deviceCookie)
      let theirs = try #require(try await auth.register("attacker@example.com").deviceCookie)
      let other = try await auth.administration.createTenant(name: "Other")
      let elsewhere = try #require(try await auth.register(tenant: other).deviceCookie)
      for _ in 0..<6 { _ = try await auth.guess() }
      let altered = cookie.dropLast() + (cookie.hasSuffix("0") ? "1" : "0")
      for cookie in [theirs, elsewhere, String(altered), "x", "", "a.b", cookie.replacing(".", with: "..")] {
        let locked = try await reason { try await auth.login(as: .client("203.0.113.5"), cookie: cookie) }
        #expect(locked == "ACCOUNT_LOCKED", "\(cookie)")
      }
      auth.clock.advance(by: .seconds(366 * 24 * 3600))
      for _ in 0..<6 { _ = try await auth.guess() }
      #expect(
        try await reason { try await auth.login(as: .client("203.0.113.5"), cookie: cookie) } == "ACCOUNT_LOCKED")
    }
  }

  @Test("unknown accounts are locked like known ones", arguments: Engine.available)
  func enumeration(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      var answers: [[Duration?]] = []
      for email in ["user@example.com", "nobody@example.com"] {
        var mine: [Duration?] = []
        for attempt in 0..<8 { mine.append(try await auth.guess(from: "198.51.100.\(attempt)", at: email)) }
        answers.append(mine)
      }
      #expect(answers[0] == answers[1])
      #expect(answers[0].last == .seconds(60))
    }
  }

  @Test("one network that guesses at many accounts is stopped, and only it", arguments: Engine.available)
  func network(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      for number in 0..<21 {
        // Within one /64, whatever the address.
        #expect(try await auth.guess(from: "2001:db8::\(number)", at: "user\(number)@example.com") == nil)
        // The right password of one's own account does not wipe it out.
        if number == 19 { _ = try await auth.login(as: .client("2001:db8::aaaa")) }
      }
      #expect(try await auth.guess(from: "2001:db8::ffff", at: "other@example.com") == .seconds(60))
      #expect(try await auth.guess(from: "2001:db8:0:1::1", at: "other@example.com") == nil)
      #expect(try await auth.guess(at: "other@example.com") == nil)
    }
  }

  @Test("tenants count apart", arguments: Engine.available)
  func tenants(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let other = try await auth.administration.createTenant(name: "Other")
      _ = try await auth.register(tenant: other)
      for _ in 0..<6 { _ = try await auth.guess() }
      #expect(try await auth.guess() != nil)
      #expect(try await auth.guess(tenant: other) == nil)
    }
  }

  @Test("no failure is lost among racers, and none of them learns more than the free ones", arguments: Engine.available)
  func racers(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      _ = try await auth.register()
      let outcomes = await withTaskGroup(of: String?.self) { group in
        for _ in 0..<16 {
          group.addTask {
            try? await reason { try await auth.login(password: "Wrong1234", as: .client(Self.attacker)) }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      // The sixth failure locks; whoever comes later is not told whether the guess was right.
      #expect(outcomes.filter { $0 == "INVALID_CREDENTIALS" }.count == 6)
      #expect(outcomes.filter { $0 == "ACCOUNT_LOCKED" }.count == 10)
      #expect(try await auth.guess() == .seconds(60))
    }
  }

  @Test("a right guess that finishes after the lock is refused as well", arguments: Engine.available)
  func overtaken(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let userID = try await auth.register().message.user.id
      let loginGuard = LoginGuard(auth.environment)
      let guess = Guess.password(
        tenantID: Caller.defaultTenantID, email: "user@example.com", of: .user(userID, of: Caller.defaultTenantID),
        device: Device(ipAddress: Self.attacker))
      try await loginGuard.admit(guess)
      for _ in 0..<6 { _ = try await auth.guess() }
      await #expect(throws: LockoutError.locked(.seconds(60))) {
        try await loginGuard.succeeded(guess)
      }
      await #expect(throws: LockoutError.locked(.seconds(60))) { try await loginGuard.failed(guess) }
    }
  }

  @Test("a dashboard admin's failures count for themselves", arguments: Engine.available)
  func dashboard(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let loginGuard = LoginGuard(auth.environment)
      let admin = LoginSubject.admin("a1", of: Caller.defaultTenantID)
      let now = auth.clock.now()
      let cookie = loginGuard.devices.cookie(for: admin, earlier: nil, at: now)
      let stranger = Guess.dashboardPassword(
        email: "boss@example.com", of: admin, device: Device(ipAddress: Self.attacker))
      let known = Guess.dashboardPassword(
        email: "boss@example.com", of: admin, device: Device(ipAddress: Self.attacker, cookie: cookie))
      for _ in 0..<6 { try await loginGuard.failed(stranger) }
      await #expect(throws: LockoutError.locked(.seconds(60))) { try await loginGuard.admit(stranger) }
      try await loginGuard.admit(known)
      try await loginGuard.succeeded(known)
      #expect(try await auth.guess(at: "boss@example.com") == nil)
    }
  }
}

extension AuthWorld {
  /// Logs in as a client, with the cookies of a browser.
  func login(
    _ email: String = "user@example.com", password: String = AuthWorld.password, as caller: Caller,
    cookie: String? = nil
  ) async throws -> Reply<AuthV1.LoginResponse> {
    var metadata: Metadata = [:]
    if let cookie { metadata.addString("theme=dark; quartet_device=\(cookie); x=y", forKey: "cookie") }
    return try await reply(.login, as: caller, metadata: metadata) {
      $0.email = email
      $0.password = password
    }
  }

  /// Tries a wrong password.
  /// - Returns: how long to wait when the guess was not looked at.
  fileprivate func guess(
    from address: String = "198.51.100.66", at email: String = "user@example.com",
    tenant: String = Caller.defaultTenantID
  ) async throws -> Duration? {
    let error = try await refusal {
      try await login(email, password: "Wrong1234", as: .client(address, tenant))
    }
    guard error.reason == "ACCOUNT_LOCKED" else {
      #expect(error.reason == "INVALID_CREDENTIALS")
      return nil
    }
    return try #require(error.retryAfter)
  }

  fileprivate func failureRows() async throws -> Int64 {
    try await database.read { tx in
      try #require(try tx.first("SELECT COUNT(*) FROM login_failures") { try $0.int(0) })
    }
  }
}

extension AuthWorld.Reply {
  /// The value of the cookie `quartet_device` that the service wants set.
  var deviceCookie: String? {
    cookies.first { $0.hasPrefix("quartet_device=") }?.split(separator: ";").first?
      .split(separator: "=", maxSplits: 1).last.map(String.init)
  }
}

extension Caller {
  /// A web app at an address.
  static func client(_ address: String, _ tenant: String = Caller.defaultTenantID) -> Caller {
    Caller(tenantID: tenant, credential: .publishableKey, clientIP: address)
  }
}
