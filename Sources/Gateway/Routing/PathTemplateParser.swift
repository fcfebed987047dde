/// Recursive descent over the grammar quoted at ``PathTemplate``.
struct PathTemplateParser {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  private(set) var segments: [PathTemplate.Segment] = []
  private(set) var variables: [PathTemplate.Variable] = []
  private(set) var verb: String?

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  mutating func parse() throws(PathTemplateError) {
    try expect("/", "a template starts with '/'")
    if position < bytes.count { try parseSegments(insideVariable: false) }
    if take(":") { verb = try literal("a verb") }
    guard position == bytes.count else { throw error("unexpected '\(character)'") }
  }

  private mutating func parseSegments(insideVariable: Bool) throws(PathTemplateError) {
    repeat {
      if segments.last == .rest { throw error("'**' must be the last segment") }
      try parseSegment(insideVariable: insideVariable)
    } while take("/")
  }

  private mutating func parseSegment(insideVariable: Bool) throws(PathTemplateError) {
    if take("*") {
      segments.append(take("*") ? .rest : .any)
    } else if current == UInt8(ascii: "{") {
      guard !insideVariable else { throw error("variables don't nest") }
      try parseVariable()
    } else {
      segments.append(.literal(try literal("a segment")))
    }
  }

  private mutating func parseVariable() throws(PathTemplateError) {
    let opening = position
    position += 1
    let path = try fieldPath()
    guard !variables.contains(where: { $0.fieldPath == path }) else {
      throw error("variable '\(path)' appears twice", at: opening)
    }
    let start = segments.count
    if take("=") {
      try parseSegments(insideVariable: true)
    } else {
      segments.append(.any)
    }
    try expect("}", "'}' is missing")
    let takesRest = segments.last == .rest
    variables.append(
      PathTemplate.Variable(
        fieldPath: path, start: start, end: segments.count,
        isMultiSegment: takesRest || segments.count - start > 1, takesRest: takesRest))
  }

  private mutating func fieldPath() throws(PathTemplateError) -> String {
    let start = position
    repeat {
      guard let first = current, isLetter(first) else { throw error("a field name is missing") }
      while let byte = current, isLetter(byte) || isDigit(byte) { position += 1 }
    } while take(".")
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func literal(_ what: String) throws(PathTemplateError) -> String {
    let start = position
    while let byte = current, isLiteral(byte) { position += 1 }
    guard position > start else { throw error("\(what) is empty") }
    guard let decoded = PercentDecoding.string(bytes[start..<position], keepingSlashes: false) else {
      throw error("bad percent-encoding", at: start)
    }
    return decoded
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var character: Character { current.map { Character(UnicodeScalar($0)) } ?? " " }

  private mutating func take(_ scalar: UnicodeScalar) -> Bool {
    guard current == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ scalar: UnicodeScalar, _ problem: String) throws(PathTemplateError) {
    guard take(scalar) else { throw error(problem) }
  }

  private func error(_ problem: String, at offset: Int? = nil) -> PathTemplateError {
    PathTemplateError(template: text, offset: offset ?? position, problem: problem)
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// `pchar` of RFC 3986 without what the grammar itself uses (`*`, `:`, `=`), and text beyond ASCII.
  private func isLiteral(_ byte: UInt8) -> Bool {
    if isLetter(byte) || isDigit(byte) || byte >= 0x80 { return true }
    switch UnicodeScalar(byte) {
    case "-", ".", "~", "%", "!", "$", "&", "'", "(", ")", "+", ",", ";", "@": return true
    default: return false
    }
  }
}
