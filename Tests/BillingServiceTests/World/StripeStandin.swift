import Foundation
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing

/// A small strict Stripe as a child process (Oracle/stripe_standin.py): the official package judges what it is asked,
/// and signs what it reports. Each secret key is an account of its own, so tests don't meet.
final class StripeStandin: Sendable {
  /// The stand-in of the running suite.
  @TaskLocal static var current: StripeStandin?

  /// A webhook as Stripe sends it.
  struct Delivery: Decodable, Sendable {
    var id: String
    var type: String
    var body: String
    var signature: String
  }

  /// A request that it was sent.
  struct Received: Decodable, Sendable {
    var method: String
    var path: String
    var form: String
    var idempotencyKey: String?
    var status: Int?
  }

  /// Without a trailing slash.
  let url: String
  /// One for each account: tests run side by side.
  private static let keys = Mutex(0)

  private init(url: String) { self.url = url }

  /// An account that nobody else has.
  func account(_ mode: String = "test") -> StripeAccountOracle {
    let number = Self.keys.withLock {
      $0 += 1
      return $0
    }
    return StripeAccountOracle(key: "sk_\(mode)_quartet_\(number)", url: url)
  }

  /// Starts a stand-in, and ends it after `body`.
  static func run(_ body: (StripeStandin) async throws -> Void) async throws {
    let start = TestClock().now().microseconds / 1_000_000
    try await PythonOracle.serve("stripe_standin.py", [String(start)]) { url in
      try await body(StripeStandin(url: url))
    }
  }
}

/// Starts one stand-in for all tests of a suite.
struct WithStripeStandin: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await StripeStandin.run { standin in
      try await StripeStandin.$current.withValue(standin) { try await function() }
    }
  }
}

extension Trait where Self == WithStripeStandin {
  static var stripeStandin: Self { Self() }
}
