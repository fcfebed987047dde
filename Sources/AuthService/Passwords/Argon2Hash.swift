import CPasswords
import Runtime

/// An Argon2id or Argon2i hash of another system (RFC 9106) as a PHC string:
/// `$argon2id$v=19$m=65536,t=3,p=4$<salt>$<hash>`.
///
/// Argon2d is not read: its time tells about the password.
struct Argon2Hash: PasswordHash {
  /// KiB: a quarter of a GiB, four times RFC 9106's second recommendation.
  private static let maximumMemory = 1 << 18
  /// KiB times passes: about a second.
  private static let maximumWork = 1 << 20

  private let type: argon2_type
  private let version: UInt32
  private let memory: UInt32
  private let passes: UInt32
  private let lanes: UInt32
  private let salt: [UInt8]
  private let digest: [UInt8]

  init?(_ text: String) {
    guard let phc = PHCString(text), let type = Self.types[phc.function],
      phc.parameters.map(\.name) == ["m", "t", "p"], (8...64).contains(phc.salt.count),
      (12...64).contains(phc.digest.count)
    else { return nil }
    let version = phc.version ?? Int(ARGON2_VERSION_10.rawValue)
    let (memory, passes, lanes) = (phc.parameters[0].value, phc.parameters[1].value, phc.parameters[2].value)
    guard version == ARGON2_VERSION_10.rawValue || version == ARGON2_VERSION_13.rawValue, (1...16).contains(lanes),
      (8 * lanes...Self.maximumMemory).contains(memory), (1...64).contains(passes),
      memory * passes <= Self.maximumWork
    else { return nil }
    self.type = type
    self.version = UInt32(version)
    (self.memory, self.passes, self.lanes) = (UInt32(memory), UInt32(passes), UInt32(lanes))
    (self.salt, self.digest) = (phc.salt, phc.digest)
  }

  private static let types = ["argon2id": Argon2_id, "argon2i": Argon2_i]

  /// The password's bytes count as they came: systems that use Argon2 do not normalise.
  func matches(_ password: String) throws -> Bool {
    try derive(password).equalsInConstantTime(digest)
  }

  /// One thread for all lanes: a login takes one of the queue's lanes, not several cores.
  private func derive(_ password: String) throws -> [UInt8] {
    var output = [UInt8](repeating: 0, count: digest.count)
    var phrase = Array(password.utf8)
    var salt = salt
    let status = output.withUnsafeMutableBufferPointer { output in
      phrase.withUnsafeMutableBufferPointer { phrase in
        salt.withUnsafeMutableBufferPointer { salt in
          var context = argon2_context()
          context.out = output.baseAddress
          context.outlen = UInt32(output.count)
          context.pwd = phrase.baseAddress
          context.pwdlen = UInt32(phrase.count)
          context.salt = salt.baseAddress
          context.saltlen = UInt32(salt.count)
          context.t_cost = passes
          context.m_cost = memory
          context.lanes = lanes
          context.threads = 1
          context.version = version
          return argon2_ctx(&context, type)
        }
      }
    }
    guard status == ARGON2_OK.rawValue else { throw CannotCompute(status: status) }
    return output
  }

  /// The library could not compute the hash; `status` is one of `Argon2_ErrorCodes`.
  struct CannotCompute: Error {
    var status: Int32
  }
}
