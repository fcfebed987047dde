import Foundation
import Storage

/// Tokens that a dashboard admin gives for nothing.
struct TokenGift: Sendable, Equatable {
  static let maximumTokens: Int64 = 1_000_000_000_000
  static let maximumReason = 500

  var tokens: Int64
  var source: Lot.Source
  /// Nil: never.
  var expiresAt: Timestamp?
  /// Why, for people.
  var reason: String

  func lot(of subject: Subject, id: String) -> NewLot {
    NewLot(id: "\(source.rawValue):\(id)", subject: subject, source: source, units: tokens, expiresAt: expiresAt)
  }

  /// For the audit log.
  var details: [String: String] {
    ["tokens": "\(tokens)", "source": source.rawValue, "reason": reason].merging(
      expiresAt.map { ["expires_at": $0.date.formatted(.iso8601)] } ?? [:]
    ) { $1 }
  }
}
