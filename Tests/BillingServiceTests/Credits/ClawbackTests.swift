import Testing

@testable import BillingService

@Suite("What is kept of a refunded grant")
struct ClawbackTests {
  @Test(
    "is what is still paid for, rounded down",
    arguments: [
      (1000, 300, 1000, 700), (1000, 500, 1000, 500), (1000, 0, 1000, 1000), (1000, 1000, 1000, 0),
      (1000, 2000, 1000, 0), (10, 1, 3, 6), (1, 1, 1_000_000, 0), (0, 5, 10, 0), (.max, 1, 2, .max / 2),
    ] as [(Int64, Int64, Int64, Int64)])
  func kept(granted: Int64, refunded: Int64, charged: Int64, kept: Int64) {
    #expect(Clawback.kept(of: granted, refunded: refunded, charged: charged) == kept)
  }
}
