/// Somebody who logs in: an end user, or a dashboard admin of a tenant.
struct LoginSubject: Sendable, Hashable {
  enum Kind: String, Sendable {
    case user, admin
  }

  var kind: Kind
  var tenantID: String
  /// The user's or the admin's.
  var id: String

  static func user(_ id: String, of tenantID: String) -> LoginSubject {
    LoginSubject(kind: .user, tenantID: tenantID, id: id)
  }

  static func admin(_ id: String, of tenantID: String) -> LoginSubject {
    LoginSubject(kind: .admin, tenantID: tenantID, id: id)
  }

  /// The bytes that a MAC or a hash binds to: parts with their lengths, so that no two subjects share them.
  var boundBytes: [UInt8] { lengthPrefixed(kind.rawValue, tenantID, id) }
}

/// Texts as bytes with each one's length before it, so that no two lists are the same bytes.
func lengthPrefixed(_ texts: String...) -> [UInt8] {
  texts.flatMap { text in
    let bytes = Array(text.utf8)
    return withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
  }
}
