import Storage
import TestSupport
import Testing

@Suite("Patterns for LIKE")
struct LikePatternTests {
  private static func matches(_ engine: Engine, _ text: String, _ pattern: LikePattern) async throws -> Bool {
    try await withDatabase(engine) { database in
      try await database.read { tx in
        try tx.exists("SELECT 1 WHERE CAST(? AS TEXT) LIKE CAST(? AS TEXT) ESCAPE '\\'", text, pattern)
      }
    }
  }

  @Test("a text that is looked for means itself, whatever characters it has", arguments: Engine.available)
  func literal(engine: Engine) async throws {
    for text in ["50%", "a_b", "back\\slash", "100%\u{301}", "*?["] {
      let (inside, other) = ("before \(text) after", "before 50x a-b backslash 100x\u{301} after")
      let isFound = try await Self.matches(engine, inside, .containing(text))
      #expect(isFound, "\(text.debugDescription)")
      let isFoundElsewhere = try await Self.matches(engine, other, .containing(text))
      #expect(!isFoundElsewhere, "\(text.debugDescription)")
      let beginsWith = try await Self.matches(engine, "\(text) after", .beginning(with: text))
      #expect(beginsWith, "\(text.debugDescription)")
      let beginsWithin = try await Self.matches(engine, inside, .beginning(with: text))
      #expect(!beginsWithin, "\(text.debugDescription)")
    }
  }

  @Test("a pattern that somebody wrote keeps its wildcards, in each engine's spelling")
  func written() {
    let pattern = LikePattern("a%%b_c\\%d*\\")
    #expect(pattern.like == "a%b_c\\%d*\\\\")
    #expect(pattern.glob == "a*b?c%d[*]\\")
    #expect(pattern.wildcards == 1)
  }
}
