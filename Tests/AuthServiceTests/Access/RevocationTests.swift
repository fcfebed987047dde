import Contracts
import GRPCCore
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("Revocations")
struct RevocationTests {
  @Test(
    "a watcher hears a heartbeat, then each revocation in order, and ends when cancelled", arguments: Engine.available)
  func watch(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let reply = try await auth.register()
      let user = reply.message.user.id
      let session = try await auth.resolve(cookie: try #require(reply.sessionToken)).id
      try await withWatcher(auth, after: 0) { events in
        var events = events.makeAsyncIterator()
        let start = try #require(await events.next())
        #expect(start.kind == .unspecified && start.caughtUp)
        #expect(start.sequence > 0)
        _ = try await auth.createOrganization("shop", as: .user(user))
        try await auth.administration.endSessions(userID: user)
        var found: [AuthV1.RevocationEvent] = []
        while found.count < 3, let event = await events.next() {
          if event.kind != .unspecified { found.append(event) }
        }
        #expect(found.map(\.kind) == [.membership, .session, .user])
        #expect(found.map(\.subjectID) == [user, session, user])
        #expect(found.map(\.sequence) == [start.sequence + 1, start.sequence + 2, start.sequence + 3])
      }
    }
  }

  @Test("a watcher that comes back hears what it missed", arguments: Engine.available)
  func resume(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let seen = try await RevocationStore(database: auth.database).latest()
      let key = try await auth.resolve(try await auth.administration.createAPIKey(secret: true)).id
      try await auth.administration.revokeAPIKey(id: key)
      try await withWatcher(auth, after: seen) { events in
        for await event in events where event.kind != .unspecified {
          #expect(event.kind == .apiKey)
          #expect(event.subjectID == key)
          break
        }
      }
    }
  }

  @Test(
    "a watcher that begins hears first what tokens may still outlive, then that it has caught up",
    arguments: Engine.available)
  func begin(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.register().message.user.id
      let old = try await auth.resolve(cookie: try #require(try await auth.login().sessionToken)).id
      try await auth.administration.endSessions(userID: user)
      // An access token from before has ended by now, also by a clock that is five minutes late.
      auth.clock.advance(by: RevocationWatch.memory + .seconds(1))
      let young = try await auth.resolve(cookie: try #require(try await auth.login().sessionToken)).id
      try await auth.administration.endSessions(userID: user)
      auth.clock.advance(by: RevocationWatch.memory)
      // Also a reader of a database that has been restored since begins anew.
      for sequence in [0, 1_000_000] as [Int64] {
        try await withWatcher(auth, after: sequence) { events in
          var named: [String] = []
          for await event in events {
            if event.caughtUp { break }
            named.append(event.subjectID)
          }
          #expect(named == [young, user])
          #expect(!named.contains(old))
        }
      }
    }
  }

  @Test("a quiet stream goes on with heartbeats")
  func heartbeats() async throws {
    try await withAuthWorld(.sqlite) { auth in
      try await withWatcher(auth, after: 0) { events in
        var heartbeats = 0
        for await event in events {
          #expect(event.kind == .unspecified)
          heartbeats += 1
          if heartbeats == 2 { break }
        }
        #expect(heartbeats == 2)
      }
    }
  }

  @Test("writers at once get their own numbers without a gap", arguments: Engine.available)
  func parallel(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let store = RevocationStore(database: auth.database)
      let start = try await store.latest()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<20 {
          group.addTask {
            try await auth.database.write(tenant: Caller.defaultTenantID) { tenant in
              try tenant.append(Revocation(kind: .session, subjectID: "s\(index)", at: .init(microseconds: 1)))
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await store.after(start).map(\.sequence) == (1...20).map { start + $0 })
    }
  }

  @Test("the sweeper deletes expired sessions and old revocations only", arguments: Engine.available)
  func sweep(engine: Engine) async throws {
    try await withAuthWorld(engine) { auth in
      let user = try await auth.register().message.user.id
      try await auth.administration.endSessions(userID: user)
      _ = try await auth.login()
      let sweeper = auth.sweeper
      try await sweeper.sweep()
      #expect(try await rows(auth, "sessions") == 2)
      #expect(try await rows(auth, "revocations") == 2)
      auth.clock.advance(by: .seconds(31 * 24 * 3600))
      try await sweeper.sweep()
      #expect(try await rows(auth, "sessions") == 0)
      #expect(try await rows(auth, "revocations") == 0)
    }
  }

  private func rows(_ auth: AuthWorld, _ table: String) async throws -> Int64? {
    try await auth.database.read { tx in try tx.first("SELECT COUNT(*) FROM \(table)") { try $0.int(0) } }
  }

  /// Runs `body` with the events of a stream, and waits for the stream's end after cancelling it.
  private func withWatcher(
    _ auth: AuthWorld, after sequence: Int64, _ body: (AsyncStream<AuthV1.RevocationEvent>) async throws -> Void
  ) async throws {
    let (events, event) = AsyncStream<AuthV1.RevocationEvent>.makeStream()
    let request = AuthV1.WatchRevocationsRequest.with { $0.afterSequence = sequence }
    let watcher = Task { [channel = auth.channel] in
      defer { event.finish() }
      try await channel.stream(.watchRevocations, request, as: Call(caller: .gateway, requestID: "")) {
        event.yield($0)
      }
    }
    do { try await body(events) } catch {
      watcher.cancel()
      throw error
    }
    watcher.cancel()
    _ = await watcher.result
  }
}
