import Contracts
import Outbound
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Stock sync settings")
struct StockSyncSettingsTests {
  @Test("a secret is shown once, kept sealed, and shows by its end only", arguments: Engine.available)
  func secrets(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let none = try await world.syncSettings(store.id)
      #expect(!none.inboundEnabled)
      #expect(!none.hasInboundSecretHint)
      #expect(!none.hasUpdatedAt)
      #expect(none.inboundPath == "/webhooks/stock-sync/\(store.id)")

      let made = try await world.setSync(store.id) { $0.inboundEnabled = true }
      #expect(made.inboundEnabled)
      #expect(made.inboundSecret.hasPrefix("whsec_"))
      #expect(made.inboundSecretHint.count == 5)
      let later = try await world.syncSettings(store.id)
      #expect(!later.hasInboundSecret)
      #expect(later.inboundSecretHint == made.inboundSecretHint)
      #expect(made.inboundSecret.contains(later.inboundSecretHint.dropFirst()))

      // Nothing changes it but a call that says so.
      let again = try await world.setSync(store.id) { $0.inboundEnabled = true }
      #expect(!again.hasInboundSecret)
      #expect(again.inboundSecretHint == made.inboundSecretHint)
      let stored = try await world.database.read { tx in
        try tx.all("SELECT sealed FROM stock_sync_secrets", as: { try $0.blob(0) })
      }
      #expect(stored.count == 1)
      #expect(stored.allSatisfy { $0.count > 32 })
    }
  }

  @Test("a replaced secret counts for a day more", arguments: Engine.available)
  func rotation(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      _ = try await world.stockUp(in: store.id)
      let old = try await world.setSync(store.id) { $0.inboundEnabled = true }.inboundSecret
      let rotated = try await world.setSync(store.id) { $0.rotateInboundSecret = true }
      let new = rotated.inboundSecret
      #expect(new != old)
      #expect(rotated.inboundOverlapUntil.seconds == world.seconds + 24 * 3600)

      func report(_ id: String, by secret: String) async throws {
        let message = try ERPMessage("CAF-1", 1, version: 1, id: id, at: world.seconds, by: secret)
        _ = try await world.receive(message, for: store.id)
      }
      try await report("m1", by: old)
      try await report("m2", by: new)
      world.clock.advance(by: .seconds(24 * 3600))
      let refused = try await refusal { try await report("m3", by: old) }
      #expect(refused.reason == "SIGNATURE_INVALID")
      try await report("m4", by: new)
      #expect(try await !world.syncSettings(store.id).hasInboundOverlapUntil)
    }
  }

  @Test("a shop may bring secrets of its own, which are not shown", arguments: Engine.available)
  func own(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      _ = try await world.stockUp(in: store.id)
      // The specification's example.
      let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
      let settings = try await world.setSync(store.id) {
        $0.inboundEnabled = true
        $0.inboundSecret = secret
      }
      #expect(!settings.hasInboundSecret)
      #expect(settings.inboundSecretHint == "…LaSw")
      // The same again is no rotation.
      let same = try await world.setSync(store.id) { $0.inboundSecret = secret }
      #expect(!same.hasInboundOverlapUntil)
      let message = try ERPMessage("CAF-1", 4, version: 1, id: "m1", at: world.seconds, by: secret)
      #expect(try await world.receive(message, for: store.id).applied == 1)
    }
  }

  @Test("every bad field is named", arguments: Engine.available)
  func validation(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let refused = try await refusal {
        try await world.setSync(store.id) {
          $0.inboundSecret = "whsec_short"
          $0.outboundURL = "https://user:password@erp.example.com/"
          $0.outboundSecret = "secret"
          $0.rotateOutboundSecret = true
        }
      }
      #expect(
        Set(refused.violations.map(\.field)) == [
          "inbound_secret", "outbound_url", "outbound_secret", "rotate_outbound_secret",
        ])
      for url in ["ftp://erp.example.com", "erp.example.com", "https://", "https://erp.example.com/#a", "http:///x"] {
        let bad = try await refusal { try await world.setSync(store.id) { $0.outboundURL = url } }
        #expect(bad.violations.map(\.field) == ["outbound_url"], "\(url)")
      }
      let missing = try await refusal { try await world.setSync(store.id) { $0.outboundEnabled = true } }
      #expect(missing.violations.map(\.field) == ["outbound_url"])
      #expect(try await !world.syncSettings(store.id).hasUpdatedAt)
    }
  }

  @Test(
    "a URL that points into a private network is refused",
    arguments: [
      "http://127.0.0.1/", "http://localhost:9/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/",
      "http://10.0.0.8/", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
      "http://[fd00::1]/", "http://[fe80::1]/", "https://100.64.0.1/", "http://0.0.0.0/",
    ])
  func privateNetworks(url: String) async throws {
    try await withOrderWorld(.sqlite) { world in
      let store = try await world.createStore()
      let refused = try await refusal { try await world.setSync(store.id) { $0.outboundURL = url } }
      #expect(refused.reason == "URL_NOT_ALLOWED")
      #expect(refused.violations.map(\.field) == ["outbound_url"])
      #expect(try await !world.syncSettings(store.id).hasOutboundURL)
    }
  }

  @Test("clearing the URL switches outbound off", arguments: Engine.available)
  func clear(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      // Documentation names never resolve, which is for the deliveries to find out.
      let on = try await world.setSync(store.id) {
        $0.outboundURL = "https://erp.invalid/stock"
        $0.outboundEnabled = true
      }
      #expect(on.outboundEnabled)
      #expect(on.hasOutboundSecret)
      let off = try await world.setSync(store.id) { $0.outboundURL = "" }
      #expect(!off.outboundEnabled)
      #expect(!off.hasOutboundURL)
      #expect(off.outboundSecretHint == on.outboundSecretHint)
    }
  }

  @Test("settings of somebody else's store do not exist", arguments: Engine.available)
  func foreign(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let stranger = Caller(userID: "user-bob", credential: .internalToken)
      let otherTenant = Caller(tenantID: "tenant-b", credential: .service)
      for caller in [stranger, otherTenant] {
        for refused in [
          try await refusal { _ = try await world.syncSettings(store.id, as: caller) },
          try await refusal { try await world.setSync(store.id, as: caller) { $0.inboundEnabled = true } },
          try await refusal { _ = try await world.testOutbound(store.id, as: caller) },
        ] {
          #expect(refused.reason == "STORE_NOT_FOUND")
        }
      }
    }
  }
}
