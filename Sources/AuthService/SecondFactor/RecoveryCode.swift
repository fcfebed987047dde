/// A code for the day when the authenticator app is lost: `k7qd-2m4x-w9tf`, 60 random bits, valid once.
struct RecoveryCode: Sendable, Equatable {
  /// How many a set has.
  static let setSize = 10
  /// No letter that looks like a digit, and none that looks like another.
  private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
  private static let length = 12

  /// Twelve characters without hyphens.
  private let symbols: [UInt8]

  /// A new one.
  init() {
    var random = SystemRandomNumberGenerator()
    symbols = (0..<Self.length).map { _ in Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &random)] }
  }

  /// Reads what somebody typed, in any case, with or without hyphens and blanks; nil for what can't be one.
  init?(_ text: String) {
    guard text.utf8.count <= 64 else { return nil }
    let symbols = text.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
    guard symbols.count == Self.length, symbols.allSatisfy(Self.alphabet.contains) else { return nil }
    self.symbols = Array(symbols)
  }

  /// A new set.
  static func newSet() -> [RecoveryCode] { (0..<setSize).map { _ in RecoveryCode() } }

  /// As it is shown.
  var text: String {
    stride(from: 0, to: Self.length, by: 4).map { String(decoding: symbols[$0..<$0 + 4], as: UTF8.self) }
      .joined(separator: "-")
  }

  /// What is hashed.
  var bytes: [UInt8] { symbols }
}
