import Foundation

/// A name that somebody chose, as a mail shows it to somebody else: one short line that no mail program turns
/// into a link.
///
/// A mail that the platform sends lends its own good name to every word in it, and a person or an organization
/// may be called anything.
struct ShownName: Sendable, Equatable {
  /// Unicode scalars: a single character may be thousands of them.
  static let maximumLength = 80

  let text: String

  init(_ name: String) {
    let words = name.unicodeScalars.split(whereSeparator: Self.isBreak).map(Self.shown).filter { !$0.isEmpty }
    let line = words.joined(separator: " ")
    guard line.unicodeScalars.count > Self.maximumLength else {
      text = line
      return
    }
    text = String(String.UnicodeScalarView(line.unicodeScalars.prefix(Self.maximumLength - 1))) + "…"
  }

  private static func shown(_ word: Substring.UnicodeScalarView) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in word where !isInvisible(scalar) {
      if joinsLink(previous, scalar) { scalars.append(" ") }
      scalars.append(scalar)
      previous = scalar
    }
    return String(scalars)
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
  }

  /// What nobody sees, and what turns the reading direction round. Joiners stay: emoji and scripts need them.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    let isNeeded = scalar.value == 0x200C || scalar.value == 0x200D || scalar.properties.isVariationSelector
    return scalar.properties.isBidiControl || (scalar.properties.isDefaultIgnorableCodePoint && !isNeeded)
  }

  /// What domain names take for a full stop (UTS 46).
  private static func isDot(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "\u{3002}" || scalar == "\u{FF0E}" || scalar == "\u{FF61}"
  }

  /// "example.com" and "https://…" are links to most mail programs; "example. com" and "https: //…" are not.
  private static func joinsLink(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
    first == ":"
      ? second == "/" : isDot(first) && (second.properties.isAlphabetic || second.properties.numericType != nil)
  }
}
