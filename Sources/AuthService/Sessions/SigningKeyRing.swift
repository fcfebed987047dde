import Foundation
import JWTKit
import Logging
import Runtime
import Storage
import Synchronization

/// The keys that sign and verify JWTs, as this process knows them.
///
/// A new key is published a day before it signs, so that whoever keeps a copy of the key set has it in
/// time; an old one is honoured for as long as a token signed by it may be valid.
final class SigningKeyRing: Sendable {
  /// How long a key signs.
  static let signingPeriod = Duration.seconds(90 * 24 * 3600)
  /// How long before it signs a key is published.
  static let publishedAhead = Duration.seconds(24 * 3600)
  /// How long a key is honoured after its successor has begun to sign: the life of a refresh token, and a day.
  static let honouredAfter = LoginSession.lifetime + .seconds(24 * 3600)

  /// The keys at one moment; never changed, only replaced.
  private struct Keys: Sendable {
    var all: [SigningKey]
    var collection: JWTKeyCollection
  }

  private let store: SigningKeyStore
  private let keys: Mutex<Keys>

  /// Loads the keys; makes the first one. Processes that start at the same moment agree.
  init(store: SigningKeyStore, newID: String, at now: Timestamp) async throws {
    self.store = store
    let all = try await store.ensureOne(SigningKey(id: newID, createdAt: now, signsFrom: now))
    keys = Mutex(await Self.collect(all))
  }

  /// The public halves, newest first.
  var published: [SigningKey] { keys.withLock { $0.all } }

  /// Takes over what other processes have made or retired.
  func reload() async throws {
    let fresh = await Self.collect(try await store.all())
    keys.withLock { $0 = fresh }
  }

  /// Makes the next key when the newest has signed long enough, and forgets those that no valid token names.
  /// - Parameter immediately: makes one that signs from now on, whatever the newest one's age.
  func rotate(newID: String, at now: Timestamp, immediately: Bool = false) async throws {
    let signsFrom = immediately ? now : now.adding(Self.publishedAhead)
    try await store.rotate(
      SigningKey(id: newID, createdAt: now, signsFrom: signsFrom),
      unlessYoungerThan: immediately ? nil : now.subtracting(Self.signingPeriod),
      forgetReplacedBefore: now.subtracting(Self.honouredAfter))
    try await reload()
  }

  /// Signs with the key whose turn it is.
  func sign(_ claims: TokenClaims, at now: Timestamp) async throws -> String {
    let (collection, signer) = keys.withLock { keys in
      (keys.collection, keys.all.first { $0.signsFrom <= now } ?? keys.all.last)
    }
    guard let signer else { throw SigningKeysUnreadable() }
    return try await collection.sign(claims, kid: JWKIdentifier(string: signer.id))
  }

  /// The claims of a token with a valid signature.
  func verify(_ token: String) async throws -> TokenClaims {
    try await keys.withLock { $0.collection }.verify(token, as: TokenClaims.self)
  }

  private static func collect(_ all: [SigningKey]) async -> Keys {
    // In a fixed order, so that the same claims are the same token.
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let serializer = DefaultJWTSerializer(jsonEncoder: encoder)
    let collection = JWTKeyCollection()
    for key in all {
      await collection.add(
        eddsa: EdDSA.PrivateKey(backing: key.privateKey), kid: JWKIdentifier(string: key.id), serializer: serializer)
    }
    return Keys(all: all, collection: collection)
  }
}
