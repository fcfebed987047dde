/// SQL with PostgreSQL's `$1, $2, …` for every `?`.
struct NumberedSQL {
  let text: String
  private(set) var count = 0

  /// Leaves quoted text, quoted names, dollar quotes and comments alone.
  ///
  /// `? IS NULL` tells the server nothing about a type, which it refuses; there the parameter is cast
  /// to text, which changes nothing about being NULL.
  init(_ sql: String) {
    var scanner = Scanner(bytes: Array(sql.utf8))
    var numbered: [UInt8] = []
    while let byte = scanner.peek() {
      let start = scanner.position
      switch byte {
      case UInt8(ascii: "'"):
        let precededByE = start > 0 && scanner.bytes[start - 1] | 0x20 == UInt8(ascii: "e")
        scanner.skipQuoted(byte, backslashEscapes: precededByE && !scanner.isWord(at: start - 2))
      case UInt8(ascii: "\""): scanner.skipQuoted(byte, backslashEscapes: false)
      case UInt8(ascii: "-") where scanner.peek(1) == byte: scanner.skipLine()
      case UInt8(ascii: "/") where scanner.peek(1) == UInt8(ascii: "*"): scanner.skipComment()
      case UInt8(ascii: "$"): scanner.skipDollarQuoted()
      case UInt8(ascii: "?"):
        scanner.position += 1
        count += 1
        numbered += (scanner.isFollowedByNullTest ? "CAST($\(count) AS TEXT)" : "$\(count)").utf8
        continue
      default: scanner.position += 1
      }
      numbered += scanner.bytes[start..<scanner.position]
    }
    self.text = String(decoding: numbered, as: UTF8.self)
  }
}

private struct Scanner {
  let bytes: [UInt8]
  var position = 0

  func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  func isWord(at index: Int) -> Bool {
    guard bytes.indices.contains(index) else { return false }
    switch bytes[index] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      return true
    default: return false
    }
  }

  mutating func skipQuoted(_ quote: UInt8, backslashEscapes: Bool) {
    position += 1
    while let byte = peek() {
      position += 1
      if byte == UInt8(ascii: "\\"), backslashEscapes { position = min(position + 1, bytes.count) }
      // A doubled quote ends one run and starts the next: the outcome is the same.
      if byte == quote { return }
    }
  }

  mutating func skipLine() {
    while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
  }

  mutating func skipComment() {
    var depth = 0
    repeat {
      if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if peek() == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < bytes.count
    position = min(position, bytes.count)
  }

  mutating func skipDollarQuoted() {
    let start = position
    position += 1
    guard !isWord(at: start - 1) else { return }
    var end = position
    while isWord(at: end) { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else { return }
    let tag = bytes[start...end]
    position = end + 1
    while position < bytes.count {
      if bytes[position...].starts(with: tag) {
        position += tag.count
        return
      }
      position += 1
    }
  }

  /// Whether `IS NULL` or `IS NOT NULL` comes next.
  var isFollowedByNullTest: Bool {
    var scanner = self
    guard scanner.skipWord("IS") else { return false }
    _ = scanner.skipWord("NOT")
    return scanner.skipWord("NULL")
  }

  private mutating func skipWord(_ word: String) -> Bool {
    var index = position
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    let end = index + word.utf8.count
    guard end <= bytes.count, !isWord(at: end) else { return false }
    guard zip(bytes[index..<end], word.utf8).allSatisfy({ $0 & 0xdf == $1 }) else { return false }
    position = end
    return true
  }
}
