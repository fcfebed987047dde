import Runtime
import Storage
import Testing

@testable import OrderService

@Suite("New orders")
struct NewOrderTests {
  private let now = Timestamp(microseconds: 1_772_452_800_000_000)
  private let store = Store(
    id: "store", companyID: "company", name: "Loja", slug: "loja", currency: "BRL",
    pixKey: PixKey("loja@example.com"), isActive: true, createdAt: Timestamp(microseconds: 0),
    updatedAt: Timestamp(microseconds: 0))

  private func product(_ id: String, _ cents: Int64) -> Product {
    Product(
      id: id, storeID: "store", sku: id, name: id, priceCents: cents, currency: "BRL", stock: 0, attributes: "{}",
      isActive: true, createdAt: now, updatedAt: now)
  }

  private func order(_ lines: [(String, Int64)], _ products: [Product]) throws -> Order {
    try NewOrder(
      storeID: "store", lines: lines.map { .init(productID: $0.0, quantity: $0.1) }, paymentMethod: .pix,
      customer: Customer()
    ).order(
      from: Dictionary(uniqueKeysWithValues: products.map { ($0.id, $0) }), in: store, by: nil, at: now,
      ids: UUIDv7Generator()
    ).order
  }

  @Test("a total beyond what a PIX code carries is refused, as is one beyond 64 bits")
  func overflow() throws {
    #expect(try order([("a", 1)], [product("a", Order.maximumTotalCents)]).totalCents == Order.maximumTotalCents)
    #expect(throws: OrderError.totalTooLarge) {
      try order([("a", 1), ("b", 1)], [product("a", Order.maximumTotalCents), product("b", 1)])
    }
    #expect(throws: OrderError.totalTooLarge) { try order([("a", .max)], [product("a", .max)]) }
    #expect(throws: OrderError.totalTooLarge) {
      try order([("a", 1), ("b", 1)], [product("a", .max), product("b", .max)])
    }
  }

  @Test("a store without a PIX key, or with another currency, gives no code")
  func noCode() throws {
    let settings = PaymentSettings()
    var other = store
    other.currency = "USD"
    #expect(settings.manualCode(for: other, cents: 100, transactionID: "T") == nil)
    other = store
    other.pixKey = nil
    #expect(settings.manualCode(for: other, cents: 100, transactionID: "T") == nil)
    #expect(settings.manualCode(for: store, cents: 100, transactionID: "T")?.hasPrefix("000201") == true)
    var off = settings
    off.manualPix.isEnabled = false
    #expect(off.manualCode(for: store, cents: 100, transactionID: "T") == nil)
  }
}
