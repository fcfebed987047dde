import CPasswords
import Runtime

/// A bcrypt hash of another system: `$2a$`, `$2b$` or `$2y$`, two digits of cost, salt and digest.
///
/// The three differ in defects of long-gone implementations only; `$2x$`, which marks hashes of such a
/// defect, is not read.
struct BcryptHash: PasswordHash {
  /// bcrypt looks at no more bytes than these.
  static let significantBytes = 72
  /// Cost 14 takes about a second, four times what anybody is told to use.
  private static let bearableCosts = 4...14

  private let text: String

  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 60, ["$2a$", "$2b$", "$2y$"].contains(String(text.prefix(4))), bytes[6] == UInt8(ascii: "$"),
      bytes[7...].allSatisfy(Self.isDigit64), bytes[4...5].allSatisfy({ (48...57).contains($0) }),
      let cost = Int(text.dropFirst(4).prefix(2)), Self.bearableCosts.contains(cost)
    else { return nil }
    self.text = text
  }

  /// The password's bytes count as they came: systems that use bcrypt do not normalise.
  ///
  /// A password with a NUL never matches, since bcrypt would compare only what stands before it.
  func matches(_ password: String) throws -> Bool {
    guard !password.utf8.contains(0) else { return false }
    let phrase = password.utf8.prefix(Self.significantBytes).map { CChar(bitPattern: $0) } + [0]
    let size = MemoryLayout<crypt_data>.size
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<crypt_data>.alignment)
    scratch.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    defer {
      scratch.initializeMemory(as: UInt8.self, repeating: 0, count: size)
      scratch.deallocate()
    }
    guard let computed = crypt_rn(phrase, text, scratch, Int32(size)) else { throw CannotCompute() }
    return text.equalsInConstantTime(String(cString: computed))
  }

  /// Beyond 72 bytes the hash can't vouch for the password: a rehash might fix a typo for good and lock
  /// out whoever types it right.
  func isOutdated(_ password: String, today: PasswordCost) -> Bool {
    password.utf8.count <= Self.significantBytes
  }

  /// The library refused a hash that looked well-formed.
  struct CannotCompute: Error {}

  private static func isDigit64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
