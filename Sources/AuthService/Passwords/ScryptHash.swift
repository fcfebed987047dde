import Crypto
import Runtime

/// Today's form: a salted scrypt hash as a PHC string, `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`.
struct ScryptHash: PasswordHash, Equatable {
  let cost: PasswordCost
  let salt: [UInt8]
  let digest: [UInt8]

  /// Hashes a new password with a random salt.
  init(hashing password: String, cost: PasswordCost) throws {
    let salt = SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) }
    self.init(cost: cost, salt: salt, digest: try Scrypt.derive(password, salt, 32, cost))
  }

  /// A hash that no password has, and that takes as long to compare with.
  init(decoyOf cost: PasswordCost) {
    let random = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) }
    self.init(cost: cost, salt: Array(random.prefix(16)), digest: random)
  }

  init?(_ text: String) {
    guard let phc = PHCString(text), phc.function == "scrypt", phc.version == nil,
      phc.parameters.map(\.name) == ["ln", "r", "p"], (16...64).contains(phc.digest.count)
    else { return nil }
    let cost = PasswordCost(
      logRounds: phc.parameters[0].value, blockSize: phc.parameters[1].value, parallelism: phc.parameters[2].value)
    guard cost.isBearable else { return nil }
    self.init(cost: cost, salt: phc.salt, digest: phc.digest)
  }

  private init(cost: PasswordCost, salt: [UInt8], digest: [UInt8]) {
    self.cost = cost
    self.salt = salt
    self.digest = digest
  }

  func matches(_ password: String) throws -> Bool {
    try Scrypt.derive(password, salt, digest.count, cost).equalsInConstantTime(digest)
  }

  func isOutdated(_ password: String, today: PasswordCost) -> Bool { cost != today }

  var text: String {
    "$scrypt$ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
      + "$\(PHCString.encode(salt))$\(PHCString.encode(digest))"
  }
}
