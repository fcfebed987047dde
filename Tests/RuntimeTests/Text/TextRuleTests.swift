import Runtime
import Testing

@Suite("Rules for texts")
struct TextRuleTests {
  private func types(_ value: String, _ length: ClosedRange<Int>, isStored: Bool = true) -> [String] {
    var check = Violations()
    check.text(value, "field", length, isStored: isStored)
    return check.all.map(\.type)
  }

  @Test("lengths are counted in Unicode scalars")
  func scalars() {
    #expect(types(String(repeating: "\u{1f600}", count: 10), 1...10).isEmpty)
    #expect(types(String(repeating: "\u{1f600}", count: 11), 1...10) == ["string_too_long"])
    #expect(types("e" + String(repeating: "\u{301}", count: 10), 1...10) == ["string_too_long"])
    #expect(types("", 1...10) == ["missing"])
    #expect(types("abc", 4...10) == ["string_too_short"])
    #expect(types("\u{1f600}", 2...10) == ["string_too_short"])
  }

  @Test("control characters other than tab and line breaks are refused; NUL everywhere")
  func controls() {
    #expect(types("a\tb\r\nc", 1...10).isEmpty)
    for text in ["a\u{0}", "\u{7}", "\u{1b}[m", "\u{7f}", "\u{85}", "\u{c}"] {
      #expect(types(text, 1...10) == ["value_error"], "\(text.debugDescription)")
    }
    #expect(types("page\u{c}page", 1...10, isStored: false).isEmpty)
    #expect(types("a\u{0}", 1...10, isStored: false) == ["value_error"])
  }

  @Test("an identifier has no invisible characters and fits into an index")
  func identifiers() {
    func problems(_ value: String, _ limit: Int = 1_000) -> [String] {
      var check = Violations()
      check.identifier(value, "field", 1...limit)
      return check.all.map(\.message)
    }
    #expect(problems("Pão-de-Açúcar 1/2").isEmpty)
    #expect(problems("a\u{200b}") == ["should not have invisible characters, as U+200B"])
    for text in ["\u{feff}a", "a\u{200d}b", "a\u{2066}b", "a\u{ad}b", "a\nb", "a\u{2028}b", "a\u{fe0f}", "\u{3164}"] {
      #expect(problems(text).count == 1, "\(text.debugDescription)")
    }
    #expect(problems(String(repeating: "\u{6f22}", count: 667)) == ["should have at most 2000 bytes"])
  }

  @Test("bytes are counted where bytes are bounded")
  func bytes() {
    var check = Violations()
    check.bytes(String(repeating: "\u{6f22}", count: 4), "field", 1...12)
    #expect(check.all.isEmpty)
    check.bytes(String(repeating: "\u{6f22}", count: 5), "field", 1...12)
    check.bytes("", "field", 1...12)
    #expect(check.all.map(\.type) == ["string_too_long", "missing"])
  }

  @Test("trimming takes what is named from both ends, and nothing from within")
  func trimming() {
    #expect("\t a b\r\n".trimming(\.isWhitespace) == "a b")
    #expect(" \n".trimming(\.isWhitespace).isEmpty)
    #expect("".trimming(\.isWhitespace).isEmpty)
    #expect(" \ta \t".trimming { $0 == " " } == "\ta \t")
  }

  @Test("secrets are equal when all of their bytes are")
  func constantTime() {
    #expect("secret".equalsInConstantTime("secret"))
    #expect("".equalsInConstantTime(""))
    #expect(!"secret".equalsInConstantTime("secre"))
    #expect(!"secret".equalsInConstantTime("Secret"))
    #expect(!"secret".equalsInConstantTime("secreT"))
    #expect(![UInt8]([1, 2]).equalsInConstantTime([2, 1]))
    // Canonically equal, but other bytes.
    #expect(!"Cafe\u{301}".equalsInConstantTime("Caf\u{e9}"))
  }

  @Test("composed texts that are canonically equal are the same bytes")
  func composed() {
    #expect(Array("Cafe\u{301}".composed.utf8) == Array("Caf\u{e9}".composed.utf8))
    #expect(Array("\u{212a}".composed.utf8) == Array("K".utf8))
  }
}
