import Runtime

/// A provider's tokens as they are stored.
struct SealedProviderTokens: Sendable {
  var access: [UInt8]?
  var refresh: [UInt8]?
  var id: [UInt8]?

  init(_ tokens: ProviderTokens, _ box: SecretBox) throws {
    access = try tokens.access.map { try box.seal(Array($0.utf8)) }
    refresh = try tokens.refresh.map { try box.seal(Array($0.utf8)) }
    id = try tokens.id.map { try box.seal(Array($0.utf8)) }
  }
}
