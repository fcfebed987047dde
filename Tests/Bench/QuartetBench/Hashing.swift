import ArgumentParser
import CryptoExtras
import Foundation

/// The bare password hash at the service's cost, on every core: what logins can't be faster than.
struct Hashing: ParsableCommand {
  @Option(help: "Seconds to run.") var seconds = 5

  func run() throws {
    let lanes = ProcessInfo.processInfo.activeProcessorCount
    let counts = Counts(lanes: lanes)
    let end = ContinuousClock.now + .seconds(seconds)
    let start = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: lanes) { lane in
      while ContinuousClock.now < end {
        guard
          (try? KDF.Scrypt.deriveKey(
            from: Array("Segredo123".utf8), salt: Array(repeating: 7, count: 16), outputByteCount: 32, rounds: 1 << 15,
            blockSize: 8, parallelism: 3)) != nil
        else { return }
        counts.add(lane)
      }
    }
    let (whole, rest) = (ContinuousClock.now - start).components
    print("{\"hashes_per_second\": \(Double(counts.total) / (Double(whole) + Double(rest) / 1e18))}")
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
