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
    var idempotency_key: String?
    var status: Int?
  }

  struct NotReady: Error, CustomStringConvertible {
    var description: String
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
    let process = Process()
    process.executableURL = URL(filePath: PythonOracle.python ?? "python3")
    let start = TestClock().now().microseconds / 1_000_000
    process.arguments = ["-B", PythonOracle.path(of: "stripe_standin.py"), String(start)]
    let output = Pipe()
    process.standardOutput = output
    // It ends with this pipe too, so that it never outlives tests that were killed.
    let lifeline = Pipe()
    process.standardInput = lifeline
    try process.run()
    defer {
      // A child inherits the signal mask of the thread that starts it, so SIGTERM may be blocked there.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      try? lifeline.fileHandleForWriting.close()
    }
    let port = try await readyPort(output.fileHandleForReading)
    try await body(StripeStandin(url: "http://127.0.0.1:\(port)"))
  }

  /// The port after `READY`, as soon as it is printed.
  private static func readyPort(_ output: FileHandle) async throws -> Int {
    var text = ""
    for try await line in output.bytes.lines {
      text += line
      if line.hasPrefix("READY "), let port = Int(line.dropFirst(6)) { return port }
    }
    throw NotReady(description: "the stand-in ended before it was ready: \(text)")
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
