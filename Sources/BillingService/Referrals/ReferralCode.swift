import Storage

/// A code that somebody refers others with.
struct ReferralCode: Sendable, Equatable {
  /// In upper case; unique in the tenant.
  var code: String
  var userID: String
  /// How many were referred by it, and how many of them have paid.
  var referrals: Int64 = 0
  var rewarded: Int64 = 0
  var createdAt: Timestamp
  var endedAt: Timestamp?

  /// A user has at most so many that have not ended.
  static let maximumActive = 10

  /// As it is kept: codes are taken in any case.
  static func normalized(_ text: String) -> String { text.uppercased() }

  /// Whether a text can be a code: letters, digits and hyphens.
  static func isValid(_ text: String, _ length: ClosedRange<Int>) -> Bool {
    length.contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
      }
  }

  /// A code made by chance, without letters and digits that look alike.
  static func random() -> String {
    let alphabet = Array("ABCDEFGHJKMNPQRSTUVWXYZ23456789")
    func group() -> String { String((0..<4).map { _ in alphabet[Int.random(in: alphabet.indices)] }) }
    return "PINQO-\(group())-\(group())"
  }
}

/// Which codes.
struct ReferralCodeQuery: Sendable {
  var page: PageRequest
  var userID: String?
  var isActive: Bool?
}
