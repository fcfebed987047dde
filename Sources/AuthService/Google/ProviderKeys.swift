import Foundation
import JWTKit
import Outbound
import Runtime
import Storage

/// The keys that a provider signs its id tokens with (RFC 7517), fetched when they are needed and kept for
/// an hour.
actor ProviderKeys {
  /// How long keys are used without asking again.
  private static let lifetime = Duration.seconds(3600)
  /// How soon after a fetch an unknown key id leads to another one.
  private static let patience = Duration.seconds(30)

  private struct Known {
    var keys: JWTKeyCollection
    var ids: Set<String>
    var fetchedAt: Timestamp
  }

  private struct KeySet: Decodable {
    var keys: [Entry]

    /// A key, or nil for one of a kind that we can't use.
    struct Entry: Decodable {
      var key: JWK?

      init(from decoder: any Decoder) throws { key = try? JWK(from: decoder) }
    }
  }

  private struct Header: Decodable {
    var kid: String?
  }

  private let http: OutboundHTTP
  private var known: [String: Known] = [:]

  init(http: OutboundHTTP) { self.http = http }

  /// The claims of a token that the provider signed; nothing in them is checked yet.
  /// - Parameter url: where the provider publishes its keys.
  /// - Throws: ``OAuthFailure``.
  func verified(_ token: String, keysAt url: String, at now: Timestamp) async throws -> IDToken {
    guard token.utf8.count <= 16_384, let first = token.split(separator: ".").first,
      let headerBytes = Base64URL.decode(first),
      let header = try? JSONDecoder().decode(Header.self, from: headerBytes)
    else { throw OAuthFailure.identityInvalid("the id token is not a JWT") }
    let known = try await keys(url, for: header.kid, at: now)
    if let kid = header.kid, !known.ids.contains(kid) { throw OAuthFailure.identityInvalid("an unknown key") }
    do {
      return try await known.keys.verify(token, as: IDToken.self, iteratingKeys: header.kid == nil)
    } catch is DecodingError {
      throw OAuthFailure.identityInvalid("the id token lacks a claim")
    } catch {
      throw OAuthFailure.identityInvalid("the signature is wrong")
    }
  }

  private func keys(_ url: String, for id: String?, at now: Timestamp) async throws -> Known {
    if let known = known[url] {
      let isFresh = now < known.fetchedAt.adding(Self.lifetime)
      let isKnown = id.map(known.ids.contains) ?? true
      if isFresh && (isKnown || now < known.fetchedAt.adding(Self.patience)) { return known }
    }
    let fetched = try await fetch(url, at: now)
    known[url] = fetched
    return fetched
  }

  private func fetch(_ url: String, at now: Timestamp) async throws -> Known {
    let answer: OutboundAnswer
    do {
      answer = try await http.send(OutboundRequest(url))
    } catch let failure as OutboundFailure {
      throw OAuthFailure.providerUnavailable("keys: \(failure)")
    }
    guard answer.status == 200, let set = answer.json(as: KeySet.self) else {
      throw OAuthFailure.providerUnavailable("keys: status \(answer.status), or no key set")
    }
    let keys = JWTKeyCollection()
    var ids: Set<String> = []
    for (number, entry) in set.keys.enumerated() {
      guard var key = entry.key else { continue }
      let id = key.keyIdentifier?.string ?? "#\(number)"
      key.keyIdentifier = JWKIdentifier(string: id)
      guard (try? await keys.add(jwk: key)) != nil else { continue }
      ids.insert(id)
    }
    guard !ids.isEmpty else { throw OAuthFailure.providerUnavailable("keys: none that can be used") }
    return Known(keys: keys, ids: ids, fetchedAt: now)
  }
}
