import Crypto
import Foundation
import Storage

/// One change of a subject's balance: what a journal of the ledger did to it.
struct CreditTransaction: Sendable, Equatable {
  /// What changed it, as people see it.
  enum Kind: String, Sendable, CaseIterable {
    case usage
    /// A period's units.
    case reset
    case topup
    /// A promotion, a referral's reward, goodwill.
    case grant
    /// Taken back with its money, or given again with it.
    case refund
    /// Not used in time.
    case expiry
    case adjustment

    /// The kind of a journal; nil for one that changes no balance.
    /// - Parameter source: the source of the lot that a grant made.
    init?(_ journal: Journal.Kind, source: Lot.Source?) {
      switch (journal, source) {
      case (.usage, _): self = .usage
      case (.grant, .plan?): self = .reset
      case (.grant, .topup?): self = .topup
      case (.grant, _): self = .grant
      case (.clawback, _): self = .refund
      case (.expiry, _): self = .expiry
      case (.skipped, _), (.repayment, _): return nil
      default: self = .adjustment
      }
    }
  }

  var journalKey: String
  var kind: Kind
  /// Negative for what went.
  var amount: Int64
  /// Negative for a debt.
  var balanceAfter: Int64 = 0
  /// Of usage.
  var model: String?
  var occurredAt: Timestamp

  /// The same UUIDv7 for the same journal at all times: its moment, and what its key hashes to.
  var id: String {
    var bytes = Array(SHA256.hash(data: Data(journalKey.utf8)).prefix(16))
    let milliseconds = UInt64(max(0, occurredAt.microseconds / 1000))
    for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(8 * (5 - index))) }
    bytes[6] = 0x70 | bytes[6] & 0x0F
    bytes[8] = 0x80 | bytes[8] & 0x3F
    let hex = bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
    var parts: [Substring] = []
    var rest = hex[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }

  /// For people.
  var description: String? {
    switch kind {
    case .usage: nil
    case .reset: "Credits of the plan"
    case .topup: "Credits bought"
    case .grant: "Credits given"
    case .refund: "Credits follow a refund"
    case .expiry: "Credits not used in time"
    case .adjustment: "Credits follow a change of the plan"
    }
  }
}
