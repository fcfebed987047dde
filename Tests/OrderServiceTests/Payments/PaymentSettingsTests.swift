import Contracts
import Runtime
import Storage
import TestSupport
import Testing

@Suite("Payment settings")
struct PaymentSettingsTests {
  @Test("a store that never said has the defaults", arguments: Engine.available)
  func defaults(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let settings = try await world.settings(of: store.id)
      #expect(!settings.abacatepayEnabled && !settings.abacatepayConfigured && !settings.hasAbacatepayApiKeyHint)
      #expect(settings.pixExpiresMinutes == 1_440)
      #expect(settings.codEnabled && settings.manualPix.enabled && !settings.reserveStock)
      #expect(!settings.hasUpdatedAt)
    }
  }

  @Test("the key is kept sealed and shows by its end only", arguments: Engine.available)
  func key(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let settings = try await world.set(store.id) { $0.abacatepayApiKey = "abc_prod_secret_x9Yz" }
      #expect(settings.abacatepayApiKeyHint == "…x9Yz")
      #expect(settings.abacatepayEnabled && settings.abacatepayConfigured)
      #expect(try await world.settings(of: store.id) == settings)
      let stored = try await world.database.read { tx in
        try tx.first("SELECT abacatepay_key FROM payment_settings", as: { try $0.blob(0) })
      }
      let bytes = try #require(stored)
      #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
      let without = try await world.set(store.id) { $0.abacatepayApiKey = "" }
      #expect(!without.hasAbacatepayApiKeyHint && !without.abacatepayConfigured)
    }
  }

  @Test("what is left out stays, an empty text goes back to the default", arguments: Engine.available)
  func partial(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      try await world.set(store.id) {
        $0.pixExpiresMinutes = 30
        $0.codEnabled = false
        $0.manualPix.key = "Loja@Example.com"
        $0.manualPix.merchantName = "Loja"
        $0.reserveStock = true
      }
      let settings = try await world.set(store.id) {
        $0.manualPix.merchantName = ""
        $0.manualPix.merchantCity = "Recife"
      }
      #expect(settings.pixExpiresMinutes == 30)
      #expect(!settings.codEnabled)
      #expect(settings.manualPix.key == "loja@example.com")
      #expect(!settings.manualPix.hasMerchantName)
      #expect(settings.manualPix.merchantCity == "Recife")
      #expect(settings.reserveStock)
      #expect(try await world.store(store.id).reserveStock, "it is the store's own")
    }
  }

  @Test("the code names the receiver of the settings", arguments: Engine.available)
  func manual(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      try await world.set(store.id) {
        $0.manualPix.key = "loja@example.com"
        $0.manualPix.merchantName = "Loja Dois"
        $0.manualPix.merchantCity = "Recife"
      }
      let order = try await world.order([(coffee.id, 1)], in: store.id)
      #expect(order.pixCopyPaste.contains("0116loja@example.com"))
      #expect(order.pixCopyPaste.contains("5909Loja Dois6006Recife"))
      try await world.set(store.id) { $0.manualPix.enabled = false }
      #expect(!(try await world.order([(coffee.id, 1)], in: store.id)).hasPixCopyPaste)
    }
  }

  @Test("every bad field is named", arguments: Engine.available)
  func validation(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let error = try await refusal {
        try await world.set(store.id) {
          $0.abacatepayApiKey = "short"
          $0.pixExpiresMinutes = 4
          $0.manualPix.key = "123.456.789-00"
          $0.manualPix.merchantName = String(repeating: "x", count: 201)
        }
      }
      #expect(
        error.violations.map(\.field) == [
          "abacatepay_api_key", "pix_expires_minutes", "manual_pix.key", "manual_pix.merchant_name",
        ])
      let header = try await refusal { try await world.set(store.id) { $0.abacatepayApiKey = "abc\r\nx-evil: 1" } }
      #expect(header.violations.map(\.field) == ["abacatepay_api_key"])
    }
  }

  @Test("strangers see no settings", arguments: Engine.available)
  func strangers(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let stranger = Caller(userID: "user-eva", credential: .internalToken)
      let read = try await refusal { _ = try await world.settings(of: store.id, as: stranger) }
      #expect(read.reason == "STORE_NOT_FOUND")
      let written = try await refusal { try await world.set(store.id, as: stranger) { $0.codEnabled = false } }
      #expect(written.reason == "STORE_NOT_FOUND")
      #expect(try await world.settings(of: store.id).codEnabled)
    }
  }

  @Test("a store that takes no cash refuses cash", arguments: Engine.available)
  func cash(engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let store = try await world.createStore()
      let coffee = try await world.stockUp(in: store.id)
      try await world.set(store.id) { $0.codEnabled = false }
      let error = try await refusal { _ = try await world.order([(coffee.id, 1)], in: store.id, .cod) }
      #expect(error.reason == "PAYMENT_METHOD_DISABLED")
      #expect(error.code == .failedPrecondition)
    }
  }
}
