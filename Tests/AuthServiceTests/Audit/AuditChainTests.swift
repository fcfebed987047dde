import Crypto
import Foundation
import Runtime
import Storage
import TestSupport
import Testing

@testable import AuthService

@Suite("The audit log's hash chain")
struct AuditChainTests {
  @Test("entries are sealed in order and found intact", arguments: Engine.available)
  func intact(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      try await auth.append(3)
      let waiting = try await auth.administration.verifyAuditLog()
      #expect(waiting.sealed == start)
      #expect(waiting.unsealed == 3)
      try await auth.sealer.sealAll()
      let sealed = try await auth.administration.verifyAuditLog()
      #expect(sealed.isIntact)
      #expect(sealed.sealed == start + 3)
      #expect(sealed.unsealed == 0)
      #expect(sealed.head?.position == start + 3)
      try await auth.append(1)
      try await auth.sealer.sealAll()
      let head = try #require(sealed.head)
      let later = try await auth.administration.verifyAuditLog(anchor: head)
      #expect(later.isIntact)
      #expect(later.head?.position == start + 4)
    }
  }

  @Test("a seal is the SHA-256 of the previous seal and every column of the entry")
  func bytes() throws {
    let entry = RecordedAuditEntry(
      id: "i", sequence: 7, tenantID: "t", actorKind: "user", actorID: nil, action: "a.b", targetType: "x",
      targetID: "é", organizationID: nil, details: "{}", ipAddress: "::1", requestID: nil,
      at: Timestamp(microseconds: 5))
    func number(_ value: Int64) -> [UInt8] { (0..<8).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    func text(_ value: String?) -> [UInt8] { number(Int64(value?.utf8.count ?? -1)) + (value ?? "").utf8 }
    var expected: [UInt8] = [1] + text("i") + number(7)
    for value in ["t", "user", nil, "a.b", "x", "é", nil, "{}", "::1", nil] { expected += text(value) }
    expected += number(5)
    #expect(entry.canonicalBytes == expected)
    let seal = AuditSeal.origin.sealing(entry)
    #expect(seal.hash == Array(SHA256.hash(data: [UInt8](repeating: 0, count: 32) + expected)))
    #expect(AuditSeal(seal.text) == seal)
    for text in ["", "1", "0:" + String(repeating: "0", count: 64), "1:zz", "1:" + String(repeating: "g", count: 64)] {
      #expect(AuditSeal(text) == nil, "\(text)")
    }
  }

  @Test("the engine refuses to change or delete what was written", arguments: Engine.available)
  func appendOnly(engine: Engine) async throws {
    try await withChain(engine) { auth, _ in
      try await auth.append(1)
      try await auth.sealer.sealAll()
      for sql in [
        "UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "UPDATE audit_seals SET position = 9",
        "DELETE FROM audit_seals",
      ] {
        await #expect(throws: StorageError.self, "\(sql)") {
          _ = try await auth.database.write { tx in try tx.execute(sql, []) }
        }
      }
      #expect(try await auth.administration.verifyAuditLog().isIntact)
    }
  }

  @Test("an altered entry is named, whichever column it is", arguments: Engine.available)
  func altered(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      let ids = try await auth.append(12)
      try await auth.sealer.sealAll()
      let columns = [
        "tenant_id = 'x'", "actor_kind = 'x'", "actor_id = NULL", "action = 'x'", "target_type = 'x'",
        "target_id = 'x'", "organization_id = 'x'", "details = '{}'", "ip_address = 'x'", "request_id = NULL",
        "at = 1",
      ]
      for (column, id) in zip(columns, ids) { try await auth.tamper("UPDATE audit_log SET \(column) WHERE id = ?", id) }
      let found = try await auth.administration.verifyAuditLog()
      #expect(
        found.problems == zip(ids, (start + 1)...).prefix(columns.count).map { .altered(entryID: $0, position: $1) })
    }
  }

  @Test("an altered seal is named, and not the one after it", arguments: Engine.available)
  func alteredSeal(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      let ids = try await auth.append(4)
      try await auth.sealer.sealAll()
      try await auth.tamper(
        "UPDATE audit_seals SET hash = ? WHERE position = ?", [UInt8](repeating: 9, count: 32), start + 2)
      let problems = try await auth.administration.verifyAuditLog().problems
      #expect(problems == [.altered(entryID: ids[1], position: start + 2)])
    }
  }

  @Test("a removed entry is named, sealed or not", arguments: Engine.available)
  func removed(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      let sealed = try await auth.append(3)
      try await auth.sealer.sealAll()
      let unsealed = try await auth.append(2)
      for id in [sealed[1], unsealed[0]] { try await auth.tamper("DELETE FROM audit_log WHERE id = ?", id) }
      let problems: [AuditVerification.Problem] = [
        .removed(entryID: sealed[1], position: start + 2), .removedUnsealed(entryID: unsealed[0]),
      ]
      #expect(try await auth.administration.verifyAuditLog().problems == problems)
      try await auth.sealer.sealAll()
      #expect(try await auth.administration.verifyAuditLog().problems == problems)
    }
  }

  @Test("an inserted entry is named", arguments: Engine.available)
  func inserted(engine: Engine) async throws {
    try await withChain(engine) { auth, _ in
      try await auth.append(2)
      try await auth.sealer.sealAll()
      try await auth.tamper(
        """
        INSERT INTO audit_log (id, tenant_id, actor_kind, action, target_type, target_id, details, at)
        VALUES ('forged', ?, 'user', 'a.b', 'x', 'y', '{}', 1)
        """, Caller.defaultTenantID)
      try await auth.sealer.sealAll()
      #expect(try await auth.administration.verifyAuditLog().problems == [.inserted(entryID: "forged")])
    }
  }

  @Test("a hole in the chain and a tail that was cut off are named", arguments: Engine.available)
  func missingSeals(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      let ids = try await auth.append(5)
      try await auth.sealer.sealAll()
      for index in [1, 4] {
        try await auth.tamper("DELETE FROM audit_log WHERE id = ?", ids[index])
        try await auth.tamper("DELETE FROM audit_seals WHERE position = ?", start + 1 + Int64(index))
      }
      #expect(
        try await auth.administration.verifyAuditLog().problems == [
          .sealMissing(position: start + 2), .sealMissing(position: start + 5),
        ])
    }
  }

  @Test("a chain that was rewritten as a whole is told by a seal it once had", arguments: Engine.available)
  func anchor(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      let ids = try await auth.append(3)
      try await auth.sealer.sealAll()
      let head = try #require(try await auth.administration.verifyAuditLog().head)
      // The forger starts again from nothing, with an entry less, and seals as the service does.
      try await auth.tamper("DELETE FROM audit_log WHERE id = ?", ids[2])
      try await auth.tamper("DELETE FROM audit_seals")
      try await auth.tamper("INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_log")
      try await auth.tamper(
        "UPDATE audit_chain SET position = 0, hash = ?, leased_until = 0", AuditSeal.origin.hash)
      try await auth.sealer.sealAll()
      #expect(try await auth.administration.verifyAuditLog().isIntact)
      #expect(
        try await auth.administration.verifyAuditLog(anchor: head).problems == [.anchorMissing(position: start + 3)])
    }
  }

  @Test("one replica seals while its lease lasts, then another may", arguments: Engine.available)
  func lease(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      let seals = auth.seals
      // The chain's beginning was sealed by somebody else.
      auth.clock.advance(by: AuditSealStore.lease)
      try await auth.append(1)
      #expect(try await seals.seal(by: "one", at: auth.clock.now()) == 1)
      try await auth.append(1)
      #expect(try await seals.seal(by: "two", at: auth.clock.now()) == 0)
      auth.clock.advance(by: AuditSealStore.lease)
      #expect(try await seals.seal(by: "two", at: auth.clock.now()) == 1)
      #expect(try await auth.administration.verifyAuditLog().sealed == start + 2)
    }
  }

  @Test("writers and sealers at once leave one chain with every entry", arguments: Engine.available)
  func concurrent(engine: Engine) async throws {
    try await withChain(engine) { auth, start in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<40 { group.addTask { try await auth.append(20) } }
        for index in 0..<4 {
          group.addTask {
            for _ in 0..<10 {
              // Far apart, so that each finds the other's lease at its end.
              let now = auth.clock.now().adding(.seconds(3600 * (index + 1)))
              _ = try await auth.seals.seal(by: "sealer-\(index)", at: now)
            }
          }
        }
        try await group.waitForAll()
      }
      auth.clock.advance(by: .seconds(24 * 3600))
      try await auth.sealer.sealAll()
      let found = try await auth.administration.verifyAuditLog()
      #expect(found.isIntact)
      #expect(found.sealed == start + 800)
      #expect(found.unsealed == 0)
    }
  }

  @Test("operators read a tenant's log, newest first", arguments: Engine.available)
  func list(engine: Engine) async throws {
    try await withChain(engine) { auth, _ in
      let other = try await auth.administration.createTenant(name: "Other")
      let ids = try await auth.append(3, tenant: other)
      try await auth.append(1)
      let lines = try await auth.administration.listAudit(tenantID: other, limit: 2)
      #expect(lines.map(\.id) == [ids[2], ids[1]])
      #expect(lines.first?.details == #"{"a":"1"}"#)
      let refused = try await refusal { try await auth.administration.listAudit(limit: 0) }.violations
      #expect(refused.map(\.field) == ["limit"])
    }
  }
}
