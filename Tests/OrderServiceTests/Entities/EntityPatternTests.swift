import Contracts
import Foundation
import Runtime
import TestSupport
import Testing

@testable import OrderService

@Suite("Patterns of entity fields")
struct EntityPatternTests {
  /// A pattern, texts that it is found in, texts that it is not found in.
  static let cases: [(String, [String], [String])] = [
    ("abc", ["abc", "xabcx"], ["ab", "ABC", ""]),
    ("^abc$", ["abc"], ["xabc", "abcx", "abc\n"]),
    ("^$", [""], ["a"]),
    ("a|b|", ["", "a", "zzz"], []),
    ("^(ab|c)+$", ["ab", "cab", "ccc"], ["", "a", "abx"]),
    ("^a.c$", ["abc", "a☕c"], ["a\nc", "ac"]),
    (#"^\d{3}-\d{2,4}$"#, ["123-45", "123-4567"], ["12-45", "123-4", "123-45678", "١٢٣-45"]),
    (#"^[A-Z]{2}\d{2,}$"#, ["AB12", "AB123456"], ["AB1", "ab12"]),
    (#"^[^a-c\s]+$"#, ["def", "-"], ["a", "d f", ""]),
    (#"^[\]\-\\^]+$"#, ["]-\\^"], ["a"]),
    ("^[a-]+$", ["a-a"], ["b"]),
    (#"^\w+@\w+\.com$"#, ["ana_1@x.com"], ["ana@xcom", "é@x.com"]),
    (#"^\S+\s\S+$"#, ["a b", "a\tb"], ["ab", "a  b "]),
    (#"^\D\W$"#, ["a-"], ["1-", "aa"]),
    ("^(?:a?){3}a{3}$", ["aaa", "aaaaaa"], ["aa", "aaaaaaa"]),
    ("^a{0}b$", ["b"], ["ab"]),
    ("^a*?b+?$", ["b", "aabb"], ["a"]),
    (#"^\x41\u00e9\n$"#, ["Aé\n"], ["Ae\n"]),
    ("^(a*)*$", ["", "aaaa"], ["ab"]),
    ("^ção$", ["ção"], ["c\u{327}a\u{303}o"]),
    ("(^a|b$)", ["ax", "xb"], ["xa", "bx"]),
  ]

  @Test("are found where they should be, and nowhere else")
  func table() throws {
    for (text, found, missing) in Self.cases {
      let pattern = try TextPattern(text)
      for subject in found { #expect(pattern.isFound(in: subject), "\(text) in \(subject)") }
      for subject in missing { #expect(!pattern.isFound(in: subject), "\(text) in \(subject)") }
    }
  }

  static let bad: [(String, Int)] = [
    ("a)", 2), ("(a", 1), ("[a", 1), ("[]", 1), ("*a", 1), ("a**", 3), ("a*+", 3), ("a{2,1}", 2), ("a{1001}", 2),
    ("a{,3}", 2), ("a{x}", 2), ("{", 1), (#"(a)\1"#, 4), ("(?=a)", 1), ("(?!a)", 1), ("(?<=a)", 1), ("(?P<n>a)", 1),
    ("(?i)a", 1), (#"\b"#, 1), (#"\p{L}"#, 1), ("a\\", 2), ("[b-a]", 2), (#"[a-\d]"#, 2), ("[[:alpha:]]", 2),
    (#"\xg1"#, 1), (#"\ud800"#, 1), ("^*", 2), ("(a{1000}){1000}", 1), ("((){1000}){1000}", 1),
    (String(repeating: "(", count: 51), 51), (String(repeating: "a", count: 1_001), 1),
  ]

  @Test("that can't be used are refused with the place and the reason")
  func refusals() throws {
    for (text, position) in Self.bad {
      do {
        _ = try TextPattern(text)
        Issue.record("\(text) is taken")
      } catch {
        #expect((error as? PatternError)?.position == position, "\(text): \(error)")
      }
    }
  }

  @Test("a pattern that would make others go back for ever takes time in proportion", .timeLimit(.minutes(10)))
  func catastrophic() throws {
    let text = String(repeating: "a", count: 100_000)
    for pattern in ["(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*$"] {
      #expect(try TextPattern(pattern).isFound(in: text))
    }
    for pattern in ["^(a+)+$", "(a+)+c", "^(a|aa)+$"] { #expect(try !TextPattern(pattern).isFound(in: text + "b")) }
  }

  @Test("are checked when a record is written, and when a schema is", arguments: Engine.available)
  func written(_ engine: Engine) async throws {
    try await withOrderWorld(engine) { world in
      let calls = EntityCalls(world: world)
      let bad = try await refusal {
        _ = try await calls.createSchema(
          """
          {"a": {"type": "string", "pattern": "(?=x)"}, "b": {"type": "integer", "pattern": "x"},
           "c": {"type": "text", "pattern": "x{500}"}, "d": {"type": "string", "pattern": "^x$", "default": "y"},
           "e": {"type": "string", "pattern": 7}}
          """)
      }
      #expect(
        bad.violations.map(\.field) == [
          "fields_definition.a.pattern", "fields_definition.b.pattern", "fields_definition.c.pattern",
          "fields_definition.d.default", "fields_definition.e.pattern",
        ])
      #expect(bad.violations.first?.message == "can't be used: at character 1, look-around is not supported")
      let many = (0..<6).map { #""p\#($0)": {"type": "string", "pattern": "^(ab){600}$"}"# }
      let large = try await refusal { _ = try await calls.createSchema("{\(many.joined(separator: ","))}") }
      #expect(large.violations.map(\.field) == ["fields_definition"])

      let schema = try await calls.createSchema(
        #"""
        {"plate": {"type": "string", "pattern": "^[A-Z]{3}\\d[A-Z0-9]\\d{2}$"},
         "t": {"type": "text", "pattern": "^(a+)+$"}}
        """#)
      let record = try await calls.create(#"{"plate": "ABC1D23"}"#, in: schema.id)
      let refused = try await refusal { _ = try await calls.update(record.id, #"{"plate": "abc1d23"}"#) }
      #expect(refused.violations.map(\.field) == ["data.plate"])
      #expect(refused.violations.map(\.type) == ["string_pattern_mismatch"])
      let text = String(repeating: "a", count: 99_999) + "b"
      let long = try await refusal { _ = try await calls.create(#"{"t": "\#(text)"}"#, in: schema.id) }
      #expect(long.violations.map(\.field) == ["data.t"])
      #expect(try await calls.record(record.id).data.fields["plate"]?.stringValue == "ABC1D23")
    }
  }

  // MARK: Python's re

  private struct Question: Codable {
    var pattern: String
    var texts: [String]
  }

  @Test("Python's re finds them in the same texts", .enabled(if: PythonOracle.isAvailable))
  func oracle() throws {
    var random = PatternGenerator(seed: 20_260_301)
    let questions = (0..<1_500).map { _ in
      Question(pattern: random.pattern(), texts: (0..<8).map { _ in random.text() })
    }
    let answers = try PythonOracle.ask("regular_expressions.py", questions, as: [[Bool]].self)
    try #require(answers.count == questions.count)
    for (question, answer) in zip(questions, answers) {
      let pattern = try TextPattern(question.pattern)
      #expect(question.texts.map(pattern.isFound(in:)) == answer, "\(question.pattern) in \(question.texts)")
    }
    #expect(answers.joined().contains(true) && answers.joined().contains(false))
  }
}

/// Patterns and texts over few characters, so that they often meet.
private struct PatternGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: state >> 33) % limit
  }

  mutating func text() -> String {
    let characters: [Character] = ["a", "a", "b", "b", "0", "_", " ", "\n", "é", "-"]
    return String((0..<below(11)).map { _ in characters[below(characters.count)] })
  }

  mutating func pattern(depth: Int = 0) -> String {
    (0...below(depth == 0 ? 2 : 3)).map { _ in sequence(depth) }.joined(separator: "|")
  }

  private mutating func sequence(_ depth: Int) -> String {
    var text = below(8) == 0 ? "^" : ""
    for _ in 0...below(3) { text += atom(depth) + quantifier() }
    return text + (below(8) == 0 ? "$" : "")
  }

  private mutating func atom(_ depth: Int) -> String {
    switch below(depth < 2 ? 12 : 9) {
    case 0: return "."
    case 1: return ["\\d", "\\w", "\\s", "\\D", "\\W", "\\S"][below(6)]
    case 2: return ["[ab]", "[^a]", "[a-b0]", "[\\d_]", "[^\\s-]", "[\\W]", "[é-]"][below(7)]
    case 3: return ["\\n", "\\x61", "\\u00e9", "\\-"][below(4)]
    case 4...8: return ["a", "b", "0", "_", "é"][below(5)]
    default: return (below(2) == 0 ? "(" : "(?:") + pattern(depth: depth + 1) + ")"
    }
  }

  private mutating func quantifier() -> String {
    ["", "", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,1}", "{1,}", "*?", "+?"][below(13)]
  }
}
