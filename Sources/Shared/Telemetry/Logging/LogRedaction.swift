import Logging

/// Keeps secrets out of logs and spans: by the name they are logged under, and by what they look like.
///
/// It is the second line of defence. A secret without a telling name or shape cannot be seen, so code
/// must not log one in the first place.
public enum LogRedaction {
  /// What stands in a secret's place.
  public static let mark = "[redacted]"

  private static let secretNames = [
    "authorization", "cookie", "password", "passwd", "secret", "apikey", "privatekey", "credential", "pepper",
    "sessionid",
  ].map { Array($0.utf8) }
  private static let token = Array("token".utf8)

  /// Whether what is called `key` must not be shown: `Authorization`, `X-Internal-Token`, `stripeSecretKey`.
  public static func isSecret(_ key: some StringProtocol) -> Bool {
    let name = folded(key.utf8)
    return isAlwaysSecret(name) || isToken(name)
  }

  /// The text with every secret in it replaced.
  public static func redact(_ text: String) -> String {
    var scanner = SecretScanner(text)
    return scanner.redacted() ?? text
  }

  /// The value of a metadata key, nested values included.
  public static func redact(_ value: Logger.MetadataValue, key: String) -> Logger.MetadataValue {
    switch value {
    case .string(let text): return .string(redact(text, key: key))
    case .stringConvertible(let text): return .string(redact(text.description, key: key))
    case .array(let values): return .array(values.map { redact($0, key: key) })
    case .dictionary(let values):
      if isSecret(key) { return .string(mark) }
      return .dictionary(Dictionary(uniqueKeysWithValues: values.map { ($0, redact($1, key: $0)) }))
    }
  }

  private static func redact(_ text: String, key: String) -> String {
    hides(folded(key.utf8), text.utf8) ? mark : redact(text)
  }

  /// Whether the value of a folded key is a secret. Numbers of tokens are what billing is about.
  static func hides(_ name: [UInt8], _ value: some Collection<UInt8>) -> Bool {
    if isAlwaysSecret(name) { return true }
    return isToken(name) && !value.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
  }

  /// Lower case, without separators: `X-API-Key` and `apiKey` are one name.
  static func folded(_ key: some Sequence<UInt8>) -> [UInt8] {
    key.compactMap { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      default: nil
      }
    }
  }

  private static func isAlwaysSecret(_ name: [UInt8]) -> Bool { secretNames.contains { name.holds($0) } }
  private static func isToken(_ name: [UInt8]) -> Bool { name.holds(token) }
}

extension Collection<UInt8> where Index == Int {
  /// Whether `part` occurs in it. Every word of every log line is asked, so it goes by bytes, not characters.
  func holds(_ part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    guard count >= part.count else { return false }
    for start in startIndex...(endIndex - part.count) where self[start] == first {
      if self[start..<(start + part.count)].elementsEqual(part) { return true }
    }
    return false
  }
}
