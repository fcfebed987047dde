/// Finds secrets in running text in one pass over its bytes: keys and tokens of known shapes,
/// `Bearer …`, `password=…` in any of the usual notations, and passwords in URLs.
struct SecretScanner {
  /// Marks of secrets that say themselves what they are. The whole word that holds one goes, wherever in the
  /// word it stands: a lost "task_live_view" costs less than a key logged right behind another word.
  private static let marks = ["sk_live_", "sk_test_", "pk_live_", "pk_test_", "rk_live_", "rk_test_", "whsec_"]
    .map { Array($0.utf8) }
  /// Shorter words that begin with `sk-` are just words.
  private static let modelKeyLength = 20

  private static let bearer = Array("bearer".utf8)
  private static let basic = Array("basic".utf8)
  private static let wholeLineNames = ["cookie", "authorization"].map { Array($0.utf8) }

  private let bytes: [UInt8]
  private var position = 0
  private var secrets: [Range<Int>] = []

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The text without its secrets; nil when there are none.
  mutating func redacted() -> String? {
    while position < bytes.count {
      if Self.isWord(bytes[position]) {
        word()
      } else if starts(with: "://", at: position) {
        position += 3
        userInfo()
      } else {
        position += 1
      }
    }
    if secrets.isEmpty { return nil }
    var output: [UInt8] = []
    var kept = 0
    for secret in secrets {
      output += bytes[kept..<secret.lowerBound]
      output += LogRedaction.mark.utf8
      kept = secret.upperBound
    }
    return String(decoding: output + bytes[kept...], as: UTF8.self)
  }

  private mutating func word() {
    let start = position
    let end = endOfRun(from: start, Self.isWord)
    position = end
    let word = bytes[start..<end]
    if isScheme(word) {
      credentials(after: end, ofBasic: word.count == Self.basic.count)
    } else if word.starts(with: "eyJ".utf8), let token = jsonWebToken(from: start) {
      secrets.append(token)
      position = token.upperBound
    } else if isKey(word) {
      secrets.append(start..<end)
    } else if let value = value(after: end) {
      assigned(value, to: word)
    }
  }

  // MARK: Shapes

  private func isKey(_ word: ArraySlice<UInt8>) -> Bool {
    if word.starts(with: "sk-".utf8) { return word.count >= Self.modelKeyLength }
    guard word.contains(UInt8(ascii: "_")) else { return false }
    return Self.marks.contains { word.holds($0) }
  }

  private func isScheme(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count == Self.bearer.count || word.count == Self.basic.count else { return false }
    let name = LogRedaction.folded(word)
    return name == Self.bearer || name == Self.basic
  }

  /// What follows `Bearer` or `Basic`. "Basic plan" is English: Base64 of a user and a password has a digit,
  /// a `=` or an upper-case letter somewhere.
  private mutating func credentials(after end: Int, ofBasic: Bool) {
    let start = endOfRun(from: end) { $0 == UInt8(ascii: " ") }
    let stop = endOfRun(from: start) { Self.isWord($0) || "._~+/=".utf8.contains($0) }
    guard start > end, stop > start else { return }
    if ofBasic {
      let telling = bytes[start..<stop].dropFirst().contains { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || byte == UInt8(ascii: "=")
      }
      guard telling else { return }
    }
    secrets.append(start..<stop)
    position = stop
  }

  private func jsonWebToken(from start: Int) -> Range<Int>? {
    let stop = endOfRun(from: start) { Self.isWord($0) || $0 == UInt8(ascii: ".") }
    let dots = bytes[start..<stop].count { $0 == UInt8(ascii: ".") }
    return dots >= 2 ? start..<stop : nil
  }

  /// `user:password@` after `://`.
  private mutating func userInfo() {
    let stop = endOfRun(from: position) { !"/?# \t\n\"'<>".utf8.contains($0) }
    guard let at = bytes[position..<stop].lastIndex(of: UInt8(ascii: "@")),
      let colon = bytes[position..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
    else { return }
    secrets.append((colon + 1)..<at)
    position = at
  }

  // MARK: Assignments

  /// `key=value`, `key: value`, `"key":"value"`, and the last also inside another string (`\"key\"`).
  private func value(after end: Int) -> Range<Int>? {
    func isQuote(_ byte: UInt8) -> Bool { "\\\"'".utf8.contains(byte) }
    let blank = UInt8(ascii: " ")
    var start = endOfRun(from: endOfRun(from: end, isQuote)) { $0 == blank }
    let separator = start
    start = endOfRun(from: start) { "=:>".utf8.contains($0) }
    guard start > separator, start - separator <= 2, bytes[separator] != UInt8(ascii: ">") else { return nil }
    start = endOfRun(from: start) { $0 == blank }
    guard start < bytes.count else { return nil }
    if bytes[start] == UInt8(ascii: "\\") || bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
      return quoted(at: start)
    }
    return start..<bare(from: start)
  }

  /// What stands between the quotes; an escaped opening quote has an escaped closing one.
  private func quoted(at start: Int) -> Range<Int>? {
    let isEscaped = bytes[start] == UInt8(ascii: "\\")
    let quote = endOfRun(from: start) { $0 == UInt8(ascii: "\\") }
    guard quote < bytes.count else { return nil }
    var index = quote + 1
    while index < bytes.count, bytes[index] != bytes[quote] {
      if bytes[index] == UInt8(ascii: "\\") {
        if isEscaped { break }
        index += 1
      }
      index += 1
    }
    return (quote + 1)..<min(index, bytes.count)
  }

  /// Up to where a value without quotes ends. Quotes and brackets inside it hold it together:
  /// `Optional("…")`, `["…", "…"]`.
  private func bare(from start: Int) -> Int {
    var index = start
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\n"): return index
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard let inner = quoted(at: index) else { return bytes.count }
        index = inner.upperBound
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return index }
        depth -= 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "&"):
        if depth == 0 { return index }
      default: break
      }
      index += 1
    }
    return min(index, bytes.count)
  }

  private mutating func assigned(_ value: Range<Int>, to word: ArraySlice<UInt8>) {
    let name = LogRedaction.folded(word)
    guard !value.isEmpty, LogRedaction.hides(name, bytes[value]) else { return }
    var end = value.upperBound
    if Self.wholeLineNames.contains(where: { name.holds($0) }) {
      // Header values hold blanks and semicolons: the rest of the line, or of the string around it, goes.
      end = max(end, endOfRun(from: value.lowerBound) { !"\n\"".utf8.contains($0) })
    }
    secrets.append(value.lowerBound..<end)
    position = end
  }

  // MARK: Bytes

  private func endOfRun(from start: Int, _ belongs: (UInt8) -> Bool) -> Int {
    var index = start
    while index < bytes.count, belongs(bytes[index]) { index += 1 }
    return index
  }

  private func starts(with text: StaticString, at index: Int) -> Bool {
    text.withUTF8Buffer { bytes[index...].starts(with: $0) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
