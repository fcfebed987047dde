import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Reserve")
struct ReserveTests {
  @Test("sets tokens aside for five minutes and tells the plan", arguments: Engine.available)
  func setsAside(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reservation = try await world.reserve(1000)
      #expect(isUUID(reservation.id))
      #expect(reservation.planSlug == "free")
      #expect(reservation.expiresAt == world.clock.now().adding(.seconds(300)).asProto)
      #expect(try await world.books() == Books(used: 0, reserved: 1000))
    }
  }

  @Test("gives the very last token, and none after it", arguments: Engine.available)
  func lastToken(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      _ = try await world.reserve(999)
      _ = try await world.reserve(1)
      let error = try await refusal { try await world.reserve(1) }
      #expect(error.code == .resourceExhausted)
      #expect(error.reason == "QUOTA_EXCEEDED")
      let books = ["used": "0", "included": "1000", "reserved": "1000", "topup_remaining": "0", "plan": "free"]
      #expect(error.metadata == books)
      #expect(error.httpStatus == nil)
      #expect(try await world.books() == Books(used: 0, reserved: 1000))
    }
  }

  @Test("tells a user of insufficient credits with 402", arguments: Engine.available)
  func users(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(10)
      let user = Subject(.user, "user-1")
      _ = try await world.reserve(10, for: user)
      let error = try await refusal { try await world.reserve(1, for: user) }
      #expect(error.code == .resourceExhausted)
      #expect(error.reason == "INSUFFICIENT_CREDITS")
      #expect(error.message == "Insufficient credits")
      #expect(error.httpStatus == 402)
    }
  }

  @Test("is not overrun by fifty calls at once", arguments: Engine.available)
  func racing(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<50 { group.addTask { try await Self.reserve(world, 70) } }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(granted == 14)
      #expect(try await world.books() == Books(used: 0, reserved: 980))
    }
  }

  @Test("and settling race without a token lost", arguments: Engine.available)
  func racingSettlements(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(1000)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<30 {
          group.addTask {
            guard let reservation = try await Self.patiently({ try await world.reserve(100) }) else { return }
            _ = try await Self.patiently { try await world.settle(reservation, 40, 20) }
          }
        }
        try await group.waitForAll()
      }
      let books = try await world.books()
      #expect(books.reserved == 0)
      #expect(books.used <= 1000)
      // However the calls fell, the quota was full only while less than 100 tokens were left.
      #expect(books.used >= 600)
    }
  }

  @Test("keeps subjects and tenants apart", arguments: Engine.available)
  func apart(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      try await world.include(100)
      try await world.include(100, tenantID: BillingWorld.otherTenant)
      _ = try await world.reserve(100)
      _ = try await world.reserve(100, for: Subject(.organization, "company-2"))
      // The same id, but a user.
      _ = try await world.reserve(100, for: Subject(.user, BillingWorld.company.id))
      _ = try await world.reserve(100, as: .service(BillingWorld.otherTenant))
      _ = try await refusal { try await world.reserve(1) }
      #expect(try await world.books() == Books(used: 0, reserved: 100))
    }
  }

  @Test("is for services only", arguments: [Caller.Credential.none, .internalToken, .secretKey, .cookie])
  func servicesOnly(credential: Caller.Credential) async throws {
    try await withBillingWorld(.sqlite) { world in
      let caller = Caller(userID: "user-1", credential: credential)
      let error = try await refusal { try await world.reserve(1, as: caller) }
      #expect(error.reason == "SERVICE_CALLERS_ONLY")
      let reservation = try await world.reserve(1)
      let settled = try await refusal { try await world.settle(reservation, 1, as: caller) }
      #expect(settled.reason == "SERVICE_CALLERS_ONLY")
      let released = try await refusal { try await world.release(reservation, as: caller) }
      #expect(released.reason == "SERVICE_CALLERS_ONLY")
    }
  }

  @Test("names every bad field")
  func badFields() async throws {
    try await withBillingWorld(.sqlite) { world in
      let error = try await refusal {
        try await world.call(.reserve, as: .service()) {
          $0.operationType = "Chat!"
          $0.expiresIn = -1
        }
      }
      #expect(error.code == .invalidArgument)
      #expect(
        error.violations.map(\.field)
          == ["subject.kind", "subject.id", "tokens", "model", "operation_type", "expires_in"])
    }
  }

  /// False when the quota is used up.
  private static func reserve(_ world: BillingWorld, _ tokens: Int64) async throws -> Bool {
    try await patiently { try await world.reserve(tokens) } != nil
  }

  /// Does what ABORTED `CONFLICT` asks of a client: tries again. Nil when the quota is used up.
  private static func patiently<T: Sendable>(_ body: () async throws -> T) async throws -> T? {
    while true {
      do {
        return try await body()
      } catch let error as ServiceError where error.code == .resourceExhausted {
        return nil
      } catch let error as ServiceError where error.code == .aborted {
        continue
      }
    }
  }
}
