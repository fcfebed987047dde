import Storage
import TestSupport
import Testing

@testable import BillingService

@Suite("Billing's workers")
struct WorkerTests {
  @Test("run on one replica at a time, and on another one when it is gone", arguments: Engine.available)
  func lease(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let lease = WorkerLeaseStore(database: world.database, holder: "first")
      let isTaken = try await lease.take("hold-sweep", at: world.clock.now())
      #expect(isTaken)
      _ = try await world.reserve(100, expiresIn: 30)
      world.clock.advance(by: .seconds(59))
      #expect(try await world.workers.holdSweep.runOnce() == nil)
      #expect(try await world.administration.run(worker: "hold-sweep") == nil)
      // Who goes on keeps it, who crashed loses it.
      let isRenewed = try await lease.take("hold-sweep", at: world.clock.now())
      #expect(isRenewed)
      world.clock.advance(by: .seconds(60))
      #expect(try await world.workers.holdSweep.runOnce() == 1)
      #expect(try await world.administration.run(worker: "hold-sweep") == 0)
    }
  }

  @Test("without work write nothing and take no lease", arguments: Engine.available)
  func idle(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      for worker in [world.workers.holdSweep, world.workers.expirySweep, world.workers.sealing] {
        #expect(try await worker.runOnce() == 0)
      }
      let leases = try await world.database.read { tx in
        try tx.first("SELECT COUNT(*) FROM workers") { try $0.int(0) }
      }
      #expect(leases == 0)
    }
  }

  @Test("the reset is due once an hour", arguments: Engine.available)
  func hourly(engine: Engine) async throws {
    try await withBillingWorld(engine) { world in
      let reset = world.workers.creditReset
      #expect(try await reset.waiting(world.clock.now()) == .zero)
      _ = try await reset.runOnce()
      world.clock.advance(by: .seconds(3599))
      #expect(try await reset.waiting(world.clock.now()) == nil)
      world.clock.advance(by: .seconds(61))
      #expect(try await reset.waiting(world.clock.now()) == .seconds(60))
    }
  }
}
