import ArgumentParser
import CPasswords
import Foundation

/// The bare password hash at the service's cost, on every core: what logins can't be faster than.
struct Hashing: ParsableCommand {
  @Option(help: "Seconds to run.") var seconds = 5

  func run() throws {
    guard sodium_init() >= 0 else { throw ExitCode.failure }
    let lanes = ProcessInfo.processInfo.activeProcessorCount
    let counts = Counts(lanes: lanes)
    let end = ContinuousClock.now + .seconds(seconds)
    let start = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      while ContinuousClock.now < end {
        guard Self.hash() else { return }
        counts.add(lane)
      }
    }
    let (whole, rest) = (ContinuousClock.now - start).components
    print("{\"hashes_per_second\": \(Double(counts.total) / (Double(whole) + Double(rest) / 1e18))}")
  }

  private static func hash() -> Bool {
    let (phrase, salt) = (Array("Segredo123".utf8), [UInt8](repeating: 7, count: 16))
    var key = [UInt8](repeating: 0, count: 32)
    return crypto_pwhash_scryptsalsa208sha256_ll(
      phrase, phrase.count, salt, salt.count, 1 << 15, 8, 3, &key, key.count) == 0
  }

  /// One number per lane: `@unchecked Sendable` because each lane writes its own only.
  private final class Counts: @unchecked Sendable {
    private let counts: UnsafeMutablePointer<Int>
    private let lanes: Int

    init(lanes: Int) {
      self.lanes = lanes
      counts = .allocate(capacity: lanes * 16)
      counts.initialize(repeating: 0, count: lanes * 16)
    }

    deinit { counts.deallocate() }

    func add(_ lane: Int) { counts[lane * 16] += 1 }
    var total: Int { (0..<lanes).reduce(0) { $0 + counts[$1 * 16] } }
  }
}
