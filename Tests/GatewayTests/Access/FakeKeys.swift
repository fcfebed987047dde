import Contracts
import Foundation
import Runtime
import Synchronization
import TestSupport

/// The auth service's signing keys and revocations, and nothing else of it.
final class FakeKeys: Sendable {
  private let keys = Mutex<[String: Data]>([:])
  private let questions = Mutex(0)
  private let (events, event) = AsyncStream<AuthV1.RevocationEvent>.makeStream()

  /// How often the keys were asked for.
  var questionCount: Int { questions.withLock { $0 } }

  func publish(_ id: String, _ key: Data) { keys.withLock { $0[id] = key } }

  /// Sends an event to whoever watches.
  func send(_ event: AuthV1.RevocationEvent) { self.event.yield(event) }

  func withdraw(_ id: String) { keys.withLock { $0[id] = nil } }

  var module: ServiceModule {
    FakeService()
      .on(.listSigningKeys) { _ in self.signingKeys() }
      .on(.watchRevocations) { _, send in
        for await event in self.events { try await send(event) }
      }
      .module("auth")
  }

  private func signingKeys() -> AuthV1.ListSigningKeysResponse {
    questions.withLock { $0 += 1 }
    let published = keys.withLock { $0 }
    return .with { response in
      response.keys = published.map { key in
        .with {
          $0.keyID = key.key
          $0.publicKey = key.value
        }
      }
    }
  }
}
