/// Six digits that somebody typed.
struct TOTPCode: Sendable, Equatable {
  /// In ASCII.
  let digits: [UInt8]

  /// Nil for text that is not six digits; blanks, which apps show between them, are ignored.
  init?(_ text: String) {
    guard text.utf8.count <= 32 else { return nil }
    let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
    guard digits.count == 6, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    self.digits = Array(digits)
  }
}
