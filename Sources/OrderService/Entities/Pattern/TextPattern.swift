/// A regular expression that takes time in proportion to the text, whatever it and the text are.
///
/// The subset of the usual syntax that such an automaton can do: characters, `.`, classes, `\d \w \s` and their
/// opposites (ASCII), groups, `|`, `* + ? {m,n}`, `^` and `$` (the ends of the text). It is looked for anywhere in
/// the text, as JSON Schema has it.
struct TextPattern: Sendable, Equatable {
  static let maximumBytes = 1_000
  static let maximumSize = 2_000

  let text: String
  /// The most steps a character can cost.
  let size: Int
  private let program: PatternProgram

  /// - Throws: ``PatternError`` for what is not a pattern, is not supported or is too large.
  init(_ text: String) throws {
    guard text.utf8.count <= Self.maximumBytes else {
      throw PatternError(position: 1, reason: "it has more than \(Self.maximumBytes) bytes")
    }
    var parser = PatternParser(text)
    let node = try parser.pattern()
    guard node.size <= Self.maximumSize else {
      throw PatternError(
        position: 1, reason: "with its repetitions written out it has more than \(Self.maximumSize) states")
    }
    self.text = text
    self.size = node.size
    self.program = PatternProgram(node)
  }

  func isFound(in text: String) -> Bool {
    var run = PatternRun(program)
    return run.finds(in: text)
  }

  static func == (a: TextPattern, b: TextPattern) -> Bool { a.text == b.text }
}
