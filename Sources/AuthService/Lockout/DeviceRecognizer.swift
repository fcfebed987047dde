import Crypto
import Foundation
import Runtime
import Storage

/// Tells devices that somebody has logged in on before from all others, by a cookie that the server signs.
///
/// The cookie is `<device>` and, for each of the last few who logged in there, `.<expiry>:<tag>`: the tag is
/// an HMAC of device, expiry and subject. It opens nothing; it only decides which failures count together.
struct DeviceRecognizer: Sendable {
  /// How long a device stays known.
  static let lifetime = Duration.seconds(365 * 24 * 3600)
  /// How many subjects one device is known for.
  private static let maximumEntries = 4

  private let key: SymmetricKey

  /// Signs with a key derived from `QUARTET_KEY_PEPPER`.
  init(_ settings: Settings) {
    let source = settings.keyPepper ?? settings.tokens.service
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: Data(source.utf8)), info: Data("quartet device cookie".utf8),
      outputByteCount: 32)
  }

  /// The device's id, when the cookie proves that the subject has logged in on it.
  func device(in cookie: String?, of subject: LoginSubject, at now: Timestamp) -> String? {
    guard let cookie = cookie.flatMap(Cookie.init),
      cookie.entries.contains(where: { isValid($0, cookie.device, subject) && $0.expiry > now.seconds })
    else { return nil }
    return cookie.device
  }

  /// The cookie of a device that the subject has just logged in on.
  /// - Parameter earlier: the cookie that came, if any; what it says of other subjects is kept.
  func cookie(for subject: LoginSubject, earlier: String?, at now: Timestamp) -> String {
    let earlier = earlier.flatMap(Cookie.init)
    let device = earlier?.device ?? SecretToken.random()
    let expiry = now.adding(Self.lifetime).seconds
    let entry = Entry(expiry: expiry, tag: tag(device, expiry, subject))
    let others = earlier?.entries.filter { !isValid($0, device, subject) } ?? []
    return Cookie(device: device, entries: [entry] + others.prefix(Self.maximumEntries - 1)).text
  }

  private func isValid(_ entry: Entry, _ device: String, _ subject: LoginSubject) -> Bool {
    entry.tag.equalsInConstantTime(tag(device, entry.expiry, subject))
  }

  private func tag(_ device: String, _ expiry: Int64, _ subject: LoginSubject) -> String {
    let message = lengthPrefixed(device, String(expiry)) + subject.boundBytes
    return HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(16).map {
      String(UInt16($0) + 256, radix: 16).dropFirst()
    }.joined()
  }

  private struct Entry {
    /// Seconds since 1970.
    var expiry: Int64
    /// 32 hexadecimal digits.
    var tag: String
  }

  private struct Cookie {
    var device: String
    var entries: [Entry]

    init(device: String, entries: [Entry]) {
      self.device = device
      self.entries = entries
    }

    /// Nil for text of another form.
    init?(_ text: String) {
      var parts = text.split(separator: ".", omittingEmptySubsequences: false)[...]
      guard text.utf8.count <= 512, (2...maximumEntries + 1).contains(parts.count) else { return nil }
      device = String(parts.removeFirst())
      guard device.utf8.count == 43, device.utf8.allSatisfy(Self.isBase64URL) else { return nil }
      entries = parts.compactMap(Self.entry)
      guard entries.count == parts.count else { return nil }
    }

    var text: String { ([device] + entries.map { "\($0.expiry):\($0.tag)" }).joined(separator: ".") }

    private static func entry(_ text: Substring) -> Entry? {
      let sides = text.split(separator: ":", omittingEmptySubsequences: false)
      guard sides.count == 2, let expiry = Int64(sides[0]), sides[1].utf8.count == 32,
        sides[1].utf8.allSatisfy(isBase64URL)
      else { return nil }
      return Entry(expiry: expiry, tag: String(sides[1]))
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
