/// What one scrypt hash costs (RFC 7914): memory 128·2^logRounds·blockSize bytes, time that times
/// `parallelism`.
public struct PasswordCost: Sendable, Hashable {
  /// The base-2 logarithm of N.
  public let logRounds: Int
  /// r.
  public let blockSize: Int
  /// p.
  public let parallelism: Int

  public init(logRounds: Int, blockSize: Int, parallelism: Int) {
    self.logRounds = logRounds
    self.blockSize = blockSize
    self.parallelism = parallelism
  }

  /// N=2^15, r=8, p=3: one of OWASP's equivalent recommendations (Password Storage Cheat Sheet, 2025),
  /// the one that needs 32 MiB per hash, so that a few at once fit on a small machine.
  public static let standard = PasswordCost(logRounds: 15, blockSize: 8, parallelism: 3)

  /// The work in block operations, for telling which of two costs is higher.
  var work: Int { blockSize * parallelism << logRounds }

  /// Stored hashes outside these limits are not computed: a crafted one could take the machine down.
  var isBearable: Bool {
    (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
      && logRounds < 16 * blockSize && work <= 1 << 24
  }
}
